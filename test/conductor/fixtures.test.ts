import { describe, expect, test } from 'vitest';
import type { Cause } from '../../src/conductor/cause.ts';
import { decide } from '../../src/conductor/decide.ts';
import { createProgram } from '../../src/conductor/program.ts';
import { upcast } from '../../src/definition/upcast/upcast.ts';
import { MemoryState } from '../../src/inspection/memory-state.ts';
import { TABLE_NAMES } from '../../src/inspection/table-names.ts';
import { apply, applyEvent } from '../../src/projection/apply.ts';
import type { Json } from '../../src/value/json.ts';
import { fixtures, type StoredRow, valuesOf } from '../fixtures/stored.ts';

describe.each(fixtures())('stored execution $name', ({ stored }) => {
  const texts = valuesOf(stored);
  const program = createProgram(upcast(JSON.parse(texts.get('definition') ?? 'null')));
  const fresh = () => new MemoryState(new Map([...texts].map(([id, text]) => [id, JSON.parse(text) as Json])));

  test('its causes, replayed with an eviction after every event, give the stored changes byte for byte', () => {
    let state = fresh();
    for (const { seq, at, cause, changes } of stored.event ?? []) {
      const decision = decide(program, state, JSON.parse(cause) as Cause);
      expect(decision.seq).toBe(seq);
      expect(JSON.stringify(decision.changes)).toBe(changes);
      const next = fresh();
      for (const table of TABLE_NAMES) {
        for (const [key, row] of state.scan(table, '')) {
          next.put(table, key, JSON.parse(JSON.stringify(row)));
        }
      }
      for (const change of JSON.parse(changes)) {
        apply(next, change, at);
      }
      applyEvent(next, seq, at);
      state = next;
    }
  });

  test('its rows are the fold of its log', () => {
    const state = fresh();
    for (const { seq, at, changes } of stored.event ?? []) {
      for (const change of JSON.parse(changes)) {
        apply(state, change, at);
      }
      applyEvent(state, seq, at);
    }
    for (const table of TABLE_NAMES) {
      const rows = (stored[table] as readonly StoredRow[] | undefined) ?? [];
      const expected = rows.map(({ key, body }) => [key, JSON.parse(body)]).sort(([a], [b]) => (a < b ? -1 : 1));
      expect(JSON.parse(JSON.stringify([...state.scan(table, '')]))).toEqual(expected);
    }
  });
});
