import { expect, test } from 'vitest';
import { UnknownFormatError, upcast } from '../../src/definition/upcast/upcast.ts';
import { definitionOf } from './load.ts';

test('the present format is taken as it is', () => {
  const stored: unknown = JSON.parse(JSON.stringify(definitionOf('tasks: [{name: a}]')));
  expect(upcast(stored)).toEqual(stored);
});

test.each([null, 'text', [], {}, { format: '1' }, { format: 0 }, { format: 2 }])('%j is refused', (stored) => {
  expect(() => upcast(stored)).toThrow(UnknownFormatError);
});
