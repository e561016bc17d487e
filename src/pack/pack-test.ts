import * as v from 'valibot';
import { choice, duration, filledText, slot, text, textList, wholeNumber } from '../definition/shape/fields.ts';
import type { Json, JsonObject } from '../value/json.ts';

/** A test of a workflow, read from `tests/*.yaml`, complete. */
export type PackTest = {
  readonly format: 1;
  readonly workflow: string;
  readonly input: JsonObject;
  readonly mocks: readonly PackMock[];
  readonly signals: readonly PackSignal[];
  readonly expect: PackExpectation;
};

/** What a task does instead of its action. */
export type PackMock = {
  readonly task: string;
  /** Which run of the task, from 1; null: each. */
  readonly n: number | null;
  readonly status: (typeof MOCKED)[number];
  readonly result: Json;
  readonly error: PackMockError | null;
  /** Seconds of skipped time that it takes. */
  readonly delay_seconds: number;
  /** How often it is used; null: always. */
  readonly times: number | null;
};

export type PackMockError = {
  readonly code: string;
  readonly message: string;
  readonly kind: (typeof ERROR_KINDS)[number];
  readonly http_status: number | null;
  readonly data: Json;
};

export type PackSignal = {
  readonly name: string;
  readonly payload: Json;
  /** Seconds after the start. */
  readonly delay_seconds: number;
};

/** What is not given is not compared. */
export type PackExpectation = {
  readonly status: (typeof ENDS)[number];
  readonly output?: Json;
  /** Tasks in the order in which they started: `poll`, or one run of it, `poll:3`. */
  readonly path?: readonly string[];
  /** Codes of the errors. */
  readonly errors?: readonly string[];
  /** Types of events that the log has, in this order. */
  readonly events?: readonly string[];
};

const MOCKED = ['succeeded', 'failed', 'timed_out', 'canceled'] as const;
const ENDS = ['succeeded', 'failed', 'timed_out', 'canceled'] as const;
const ERROR_KINDS = ['action', 'http', 'timeout'] as const;

/** The keys of a test's file. */
export const TestTable = v.strictObject({
  workflow: filledText,
  input: v.optional(slot('value')),
  mocks: v.optional(slot('mocks')),
  signals: v.optional(slot('signals')),
  expect: slot('expect'),
});

export const MockTable = v.strictObject({
  task: filledText,
  n: v.optional(wholeNumber(1)),
  status: v.optional(choice(MOCKED)),
  result: v.optional(slot('any')),
  error: v.optional(slot('mockError')),
  delay: v.optional(duration),
  times: v.optional(wholeNumber(1)),
});

export const MockErrorTable = v.strictObject({
  code: filledText,
  message: v.optional(text),
  kind: v.optional(choice(ERROR_KINDS)),
  http_status: v.optional(v.pipe(wholeNumber(100), v.maxValue(599, 'must be at most 599'))),
  data: v.optional(slot('any')),
});

export const SignalTable = v.strictObject({
  name: filledText,
  payload: v.optional(slot('any')),
  delay: v.optional(duration),
});

export const ExpectTable = v.strictObject({
  status: choice(ENDS),
  output: v.optional(slot('any')),
  path: v.optional(
    v.array(
      v.pipe(text, v.regex(/^[A-Za-z_][\w-]*(?::[1-9]\d*)?$/, 'must be `<task>` or `<task>:<n>`')),
      'must be a list',
    ),
  ),
  errors: v.optional(textList),
  events: v.optional(textList),
});
