import type { ReferenceRow } from './row.ts';

/** Functions, for the page of the documentation. */
export const JINJA_FUNCTIONS: readonly ReferenceRow[] = [
  ['range', 'stop or start, stop, step', 'Integers up to a bound, at most 100,000.', 'range(1, 7, 2)', [1, 3, 5]],
  ['dict', 'pairs or mapping, **names', 'A dictionary.', "dict([['a', 1]], b=2)", { a: 1, b: 2 }],
  ['namespace', '**names', 'Members that a `set` inside a loop may change.', 'namespace(x=1).x', 1],
  ['json', 'text', 'The value of a JSON text; a dictionary is returned as it is.', 'json(\'{"a": [1]}\').a', [1]],
  [
    'zip',
    '*lists, pad',
    'Lists side by side, shorter ones padded.',
    "zip([1, 2], ['a'], pad='-')",
    [
      [1, 'a'],
      [2, '-'],
    ],
  ],
  ['now', '', 'The time of the event, in ISO 8601.', 'now()', '2026-01-02T03:04:05.678Z'],
  ['uuid', '', "A UUID of the event's random numbers.", 'uuid() | length', 36],
  ['random', '', 'A number of at least 0 and below 1.', 'random() < 1', true],
];
