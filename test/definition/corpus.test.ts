import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { load } from './load.ts';

const FOLDER = process.env.CONFORMANCE_DIR ?? join(import.meta.dirname, '../../../shared/conformance');

interface Case {
  readonly name: string;
  readonly workflow: string;
}

function cases(file: string): readonly Case[] {
  const path = join(FOLDER, file);
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  return lines.map((line) => JSON.parse(line) as Case);
}

describe.skipIf(!existsSync(FOLDER))('workflows of the corpora load without findings', () => {
  test.each(['native/programs.jsonl', 'native/attacks.jsonl'])('%s', (file) => {
    for (const { name, workflow } of cases(file)) {
      const ref = /^ref: (\S+)$/m.exec(workflow)?.[1] ?? '';
      expect([name, load(workflow, { ref, pack: 'corpus' }).findings]).toEqual([name, []]);
    }
  });

  test('orquesta/run.jsonl has a definition in every case', () => {
    for (const { name, workflow } of cases('orquesta/run.jsonl')) {
      const { definition, findings } = load(workflow, { dialect: 'orquesta' });
      expect([name, definition === null, findings.filter(({ code }) => SHAPE.has(code))]).toEqual([name, false, []]);
    }
  });
});

const SHAPE = new Set(['unknown_key', 'missing_key', 'wrong_type', 'invalid_value', 'yaml_syntax']);
