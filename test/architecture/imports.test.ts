import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * Which rooms a room may name in its imports; it may also import all that those may import. The table is the
 * design: a new arrow is a decision, not an accident.
 */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  value: [],
  problem: ['value'],
  expression: ['problem'],
  definition: ['expression'],
  graph: ['definition'],
  machine: ['graph'],
  inbox: ['definition'],
  projection: ['machine', 'inbox'],
  conductor: ['projection'],
  host: ['problem'],
  inspection: ['conductor'],
  telemetry: ['projection'],
  execution: ['inspection', 'host', 'telemetry'],
  limit: ['host'],
  action: ['conductor', 'host'],
  hrana: [],
  registry: ['definition', 'host'],
  trigger: ['definition', 'host'],
  pack: ['graph', 'registry', 'trigger'],
  api: ['pack', 'inspection', 'host', 'telemetry'],
  client: ['projection', 'api'],
  rehearsal: ['execution', 'action', 'pack'],
  cli: ['client', 'pack', 'rehearsal', 'hrana'],
};

const PURE = [
  'value',
  'problem',
  'expression',
  'definition',
  'graph',
  'machine',
  'inbox',
  'projection',
  'conductor',
  'inspection',
];

/** Packages each room may use. Everything is listed, so that a dependency creeps in nowhere unseen. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  expression: ['re2js'],
  definition: ['valibot', 'yaml', '@cfworker/json-schema', 're2js'],
  machine: ['xstate'],
  host: ['ipaddr.js'],
  action: ['valibot'],
  hrana: ['libsql', 'valibot', 'hono', '@hono/node-server'],
  registry: ['@libsql/client', 'valibot'],
  trigger: ['valibot', 'croner'],
  pack: ['valibot', 'yaml'],
  api: ['hono', 'valibot', '@valibot/to-json-schema', '@libsql/client'],
  cli: ['@libsql/client', 'valibot'],
};

const ROOT = resolve(import.meta.dirname, '../..');
const SRC = join(ROOT, 'src');

function files(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^(?:import|export)[^'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|import\('([^']+)'\)/gm)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
}

const linesOf = (file: string) => readFileSync(file, 'utf8').split('\n').length - 1;

const roomOf = (file: string) => relative(SRC, file).split('/')[0] ?? '';

function reach(room: string, seen = new Set<string>()): ReadonlySet<string> {
  for (const next of ARROWS[room] ?? []) {
    if (!seen.has(next)) {
      seen.add(next);
      reach(next, seen);
    }
  }
  return seen;
}

const rooms = readdirSync(SRC, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe('the import table', () => {
  test('knows every room', () => {
    expect(rooms.filter((room) => !(room in ARROWS))).toEqual([]);
  });

  test.each(rooms)('%s imports only what its arrows allow', (room) => {
    const allowed = reach(room);
    const wrong = files(join(SRC, room)).flatMap((file) =>
      importsOf(file)
        .filter((name) => name.startsWith('.') && !name.endsWith('package.json'))
        .map((name) => roomOf(resolve(dirname(file), name)))
        .filter((target) => target !== room && !allowed.has(target))
        .map((target) => `${relative(ROOT, file)} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test.each(rooms)('%s uses only the packages it is known to use', (room) => {
    const allowed = PACKAGES[room] ?? [];
    const wrong = files(join(SRC, room)).flatMap((file) =>
      importsOf(file)
        .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
        .filter((name) => !allowed.some((known) => name === known || name.startsWith(`${known}/`)))
        .map((name) => `${relative(ROOT, file)} → ${name}`),
    );
    expect(wrong).toEqual([]);
  });
});

const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ['a runtime of its own', /from '(?:cloudflare:|node:|hono)/],
  ['the clock', /\bDate\.now\(|\bnew Date\(\)|\bperformance\./],
  ['randomness', /\bMath\.random\(|\bcrypto\./],
  ['I/O', /\bfetch\(|\bsetTimeout\(|\bsetInterval\(|\bconsole\.|\bprocess\./],
];

describe('the pure rooms', () => {
  test.each(PURE)('%s touches nothing outside', (room) => {
    const wrong = files(join(SRC, room)).flatMap((file) => {
      const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      return FORBIDDEN.filter(([, pattern]) => pattern.test(code)).map(([what]) => `${relative(ROOT, file)}: ${what}`);
    });
    expect(wrong).toEqual([]);
  });
});

describe('the shape of the code', () => {
  const all = [...files(SRC), ...files(join(ROOT, 'actors'))];

  test('no file is over 400 lines', () => {
    const long = all.filter((file) => linesOf(file) > 400);
    expect(long.map((file) => relative(ROOT, file))).toEqual([]);
  });

  const linesIn = (rooms: readonly string[]) =>
    rooms
      .flatMap((room) => files(join(SRC, room)).filter((file) => !file.includes('/analysis/')))
      .reduce((sum, file) => sum + linesOf(file), 0);

  test('the engine is small: graph, machine and conductor stay under 4,500 lines', () => {
    expect(linesIn(['graph', 'machine', 'conductor'])).toBeLessThan(4500);
  });

  test('what it writes is too: with the projection and the inbox it stays under 5,500', () => {
    expect(linesIn(['graph', 'machine', 'inbox', 'projection', 'conductor'])).toBeLessThan(5500);
  });
});
