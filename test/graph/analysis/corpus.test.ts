import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analysed } from './analysed.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDER = process.env.CONFORMANCE_DIR ?? join(ROOT, '../shared/conformance');

interface Case {
  readonly name: string;
  readonly workflow: string;
  readonly expected: { readonly errors?: readonly { readonly type: string; readonly task?: string }[] };
}

function cases(file: string): readonly Case[] {
  const lines = readFileSync(join(FOLDER, file), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Case);
}

function inCase({ workflow }: Case) {
  const ref = /^ref: (\S+)$/m.exec(workflow)?.[1] ?? '';
  return analysed(workflow, { ref, pack: 'corpus' });
}

const examples = join(ROOT, 'packs/examples/workflows');

test.each(readdirSync(examples))('nothing is said against the example %s', (name) => {
  const ref = `examples.${name.replace(/\.yaml$/, '')}`;
  expect(analysed(readFileSync(join(examples, name), 'utf8'), { ref })).toEqual([]);
});

describe.skipIf(!existsSync(FOLDER))('the corpora', () => {
  test('programs that run as meant get no warning but for transitions that are never taken', () => {
    const codes = cases('native/programs.jsonl').flatMap((each) => inCase(each).map(({ code }) => code));
    expect([...new Set(codes)]).toEqual(['transition_shadowed']);
  });

  test('attacks on joins that end in a join that cannot fire were warned of', () => {
    for (const each of cases('native/attacks.jsonl')) {
      const found = inCase(each);
      for (const { type, task } of each.expected.errors ?? []) {
        if (type === 'unreachable-join') {
          const told = found.filter(({ code, message }) => code.startsWith('join_') && message.includes(`\`${task}\``));
          expect([each.name, told.length]).not.toEqual([each.name, 0]);
        }
      }
    }
  });

  test('every workflow of the Orquesta corpus is analysed', () => {
    for (const { workflow } of cases('orquesta/run.jsonl')) {
      expect(() => analysed(workflow, { dialect: 'orquesta' })).not.toThrow();
    }
  });
});
