import { describe, expect, test } from 'vitest';
import { resolvePlain } from '../../src/definition/yaml/scalars.ts';

const UNFIT = Symbol('unfit');

function read(text: string, dialect: 'native' | 'orquesta'): unknown {
  const resolved = resolvePlain(text, dialect);
  return resolved.kind === 'unfit' ? UNFIT : resolved.value;
}

/** Text, as YAML 1.2 core reads it, as PyYAML reads it. */
const CASES: readonly (readonly [string, unknown, unknown])[] = [
  ['', null, null],
  ['~', null, null],
  ['NULL', null, null],
  ['nUll', 'nUll', 'nUll'],
  ['true', true, true],
  ['False', false, false],
  ['yes', 'yes', true],
  ['Off', 'Off', false],
  ['ON', 'ON', true],
  ['oN', 'oN', 'oN'],
  ['y', 'y', 'y'],
  ['N', 'N', 'N'],
  ['0', 0, 0],
  ['-12', -12, -12],
  ['+5', 5, 5],
  ['017', 17, 15],
  ['08', 8, '08'],
  ['0o17', 15, '0o17'],
  ['0x1F', 31, 31],
  ['-0x1f', '-0x1f', -31],
  ['0b101', '0b101', 5],
  ['1_000', '1_000', 1000],
  ['1:30', '1:30', 90],
  ['1:30:45', '1:30:45', 5445],
  ['-1:30', '-1:30', -90],
  ['1:60', '1:60', '1:60'],
  ['20:30.5', '20:30.5', 1230.5],
  ['1.5', 1.5, 1.5],
  ['.5', 0.5, 0.5],
  ['-.5', -0.5, '-.5'],
  ['5.', 5, 5],
  ['1e3', 1000, '1e3'],
  ['1.0e3', 1000, '1.0e3'],
  ['1.0e+3', 1000, 1000],
  ['.inf', UNFIT, UNFIT],
  ['-.INF', UNFIT, UNFIT],
  ['.nan', UNFIT, UNFIT],
  ['1e400', UNFIT, '1e400'],
  ['9007199254740991', 9_007_199_254_740_991, 9_007_199_254_740_991],
  ['9007199254740993', UNFIT, UNFIT],
  ['1.0e+300', 1e300, 1e300],
  ['2026-01-01', '2026-01-01', '2026-01-01'],
  ['1.2.3', '1.2.3', '1.2.3'],
  ['-', '-', '-'],
  ['=', '=', '='],
];

describe('plain scalars', () => {
  test.each(CASES)('%j is %o in YAML 1.2 and %o for PyYAML', (text, native, orquesta) => {
    expect(read(text, 'native')).toEqual(native);
    expect(read(text, 'orquesta')).toEqual(orquesta);
  });
});
