import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/expression/compile.ts';
import { FILTERS } from '../../src/expression/jinja/filters/table.ts';
import { FUNCTIONS } from '../../src/expression/jinja/functions.ts';
import { METHOD_NAMES } from '../../src/expression/jinja/methods/table.ts';
import { TESTS } from '../../src/expression/jinja/tests.ts';
import { ENGINE_FUNCTIONS, ROOTS } from '../../src/expression/names.ts';
import { ENGINE_FUNCTION_LINES, ROOT_LINES } from '../../src/expression/reference/engine-functions.ts';
import { delimited, EXAMPLE_VARIABLES, expressionsPage, REFERENCE } from '../../src/expression/reference/page.ts';
import { TABLE } from '../../src/expression/yaql/functions/table.ts';
import { PROPERTIES } from '../../src/expression/yaql/functions/time-properties.ts';
import { scopeOf } from './test-scope.ts';

const PAGE = 'docs/expressions.md';

function namesOf(...titles: readonly string[]): readonly string[] {
  return REFERENCE.filter(({ title }) => titles.includes(title))
    .flatMap(({ rows }) => rows.map(([name]) => name))
    .toSorted();
}

describe.each(REFERENCE)('$title', ({ language, rows }) => {
  it.each(rows)('%s', (_name, _takes, _does, example, gives) => {
    const scope = scopeOf({ variables: EXAMPLE_VARIABLES });
    expect(compile(delimited(example, language), { dialect: 'native' }).evaluate(scope)).toEqual(gives);
  });
});

describe('the reference', () => {
  it('has every function, filter, test, method and property once', () => {
    const objectMethods = ['cycle', 'changed'];
    expect(namesOf('Jinja: functions')).toEqual([...FUNCTIONS.keys()].toSorted());
    expect(namesOf('Jinja: filters')).toEqual([...FILTERS.keys()].toSorted());
    expect(namesOf('Jinja: tests')).toEqual([...TESTS.keys()].toSorted());
    expect(namesOf('Jinja: methods')).toEqual(
      [...METHOD_NAMES].filter((name) => !objectMethods.includes(name)).toSorted(),
    );
    expect(namesOf('YAQL: properties of times')).toEqual([...PROPERTIES.keys()].toSorted());
    const yaql = REFERENCE.filter(({ title }) => title.startsWith('YAQL')).map(({ title }) => title);
    expect(namesOf(...yaql.filter((title) => title !== 'YAQL: properties of times'))).toEqual(
      [...new Set([...TABLE.keys()].map((name) => name.replace('.', '')))].toSorted(),
    );
  });

  it('has the functions of the engine and the reserved names', () => {
    const described = ENGINE_FUNCTION_LINES.map(([name]) => name.replace(/\(.*/, ''));
    expect(described.toSorted()).toEqual(['ctx', ...ENGINE_FUNCTIONS].toSorted());
    expect(ROOT_LINES.map(([name]) => name).toSorted()).toEqual([...ROOTS].toSorted());
  });

  it('is what the page shows (UPDATE_DOCS=1 writes it)', () => {
    if (process.env.UPDATE_DOCS === '1') {
      writeFileSync(PAGE, expressionsPage());
    }
    expect(readFileSync(PAGE, 'utf8')).toBe(expressionsPage());
  });
});
