import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildGraph } from '../../src/graph/transition-graph.ts';
import { programOf } from '../conductor/workflows.ts';
import { PATTERNS, type Pattern } from './catalogue.ts';
import { EXPRESSED, FILES, sourceOf } from './files.ts';
import { flowchart } from './flowchart.ts';

/** Writes `docs/patterns.md` when run; a test compares the page with what this gives. */
export const PAGE = join(import.meta.dirname, '../../docs/patterns.md');

const anchor = ({ number, name }: Pattern) =>
  `${number} ${name}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

function row(pattern: Pattern): string {
  const { number, name, standing } = pattern;
  switch (standing.kind) {
    case 'expressed':
      return `| ${number} | [${name}](#${anchor(pattern)}) | yes | ${standing.by} |`;
    case 'missing':
      return `| ${number} | ${name} | missing | ${standing.construct} |`;
    default:
      return `| ${number} | ${name} | refused | ${standing.why} |`;
  }
}

function section({ number, name, standing }: Pattern): string {
  const source = sourceOf(number);
  const chart = flowchart(buildGraph(programOf(source, 'test.pattern').definition));
  const note = standing.kind === 'expressed' && standing.note !== undefined ? `\n${standing.note}\n` : '';
  const file = FILES.get(number) ?? '';
  return `### ${number} ${name}
${note}
\`\`\`yaml
${source.trimEnd()}
\`\`\`

\`\`\`mermaid
${chart}
\`\`\`

[test/patterns/${file}](../test/patterns/${file})
`;
}

export function patternsPage(): string {
  const count = (kind: string) => PATTERNS.filter(({ standing }) => standing.kind === kind).length;
  return `# Control-flow patterns

The Workflow Patterns Initiative describes 43 ways in which the order of work is controlled. This page says of each whether a workflow can
express it, and how: ${count('expressed')} it can, for ${count('missing')} a construct is missing that the table names, ${count('refused')} are refused, with the reason.

Every workflow on this page is run by \`test/patterns/patterns.test.ts\` in several orders of completion. The page is generated:
\`node test/patterns/page.ts\`.

| # | pattern | expressed | by what, what is missing, or why not |
|--:|---|---|---|
${PATTERNS.map(row).join('\n')}

## The workflows

${EXPRESSED.map(section).join('\n')}`;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(PAGE, patternsPage());
}
