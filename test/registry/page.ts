import type { Database } from '../../src/registry/database.ts';

const HEAD = `# The registry's schema

Generated from a migrated registry by \`npm run docs:registry\`; a test holds the two together. The files are in \`migrations/\`, numbered, applied once each
and never changed. Times are milliseconds since 1970, JSON is text.
`;

const TABLES = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'libsql_%'
  ORDER BY name`;

/** docs/registry.md, as the schema of a registry is. */
export async function schemaPage(db: Database): Promise<string> {
  const { rows } = await db.execute(TABLES);
  const parts = await Promise.all(rows.map((row) => tablePart(db, String(row.name))));
  return [HEAD, ...parts].join('\n');
}

async function tablePart(db: Database, table: string): Promise<string> {
  const columns = await db.execute({
    sql: 'SELECT name, type, "notnull", pk FROM pragma_table_info(?)',
    args: [table],
  });
  const indexes = await db.execute({
    sql: `SELECT l.name, l."unique", (SELECT group_concat(i.name, ', ') FROM pragma_index_info(l.name) i) AS columns
          FROM pragma_index_list(?) l WHERE l.origin = 'c' ORDER BY l.name`,
    args: [table],
  });
  const lines = columns.rows.map(({ name, type, notnull, pk }) => {
    const marks = [Number(pk) > 0 ? 'key' : '', Number(notnull) > 0 || Number(pk) > 0 ? '' : 'may be null'];
    return `| \`${name}\` | ${type} | ${marks.filter((mark) => mark !== '').join(', ')} |`;
  });
  const searched = indexes.rows.map((row) => `${Number(row.unique) > 0 ? 'unique ' : ''}(${row.columns})`);
  const index = searched.length === 0 ? '' : `\nIndexes: ${searched.join(' · ')}\n`;
  return `## ${table}\n\n| column | type | |\n|---|---|---|\n${lines.join('\n')}\n${index}`;
}
