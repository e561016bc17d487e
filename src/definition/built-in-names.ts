import { ENGINE_FUNCTIONS, ROOTS } from '../expression/names.ts';

/**
 * What bare names of the language mean; no parameter and no variable may hide one. Jinja's own globals
 * (`range`, `dict`, `namespace` …) are not among them: they are only ever called.
 */
export const BUILT_IN_NAMES: ReadonlySet<string> = new Set([
  ...ROOTS,
  ...ENGINE_FUNCTIONS,
  'ctx',
  'false',
  'json',
  'none',
  'now',
  'null',
  'random',
  'true',
  'uuid',
  'zip',
]);
