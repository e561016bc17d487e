import { signatureOf } from '../../core/parameters.ts';
import { refuseSealed } from '../../core/seal.ts';
import type { Value } from '../../core/value.ts';
import type { Overload } from '../overloads.ts';
import { CHECKS } from '../parameters.ts';

/** Functions that tell whether a value is of a type: the type, and what the parameter is called. */
export const TYPES: readonly Overload[] = [
  'Boolean value',
  'Datetime value',
  'Dict arg',
  'Integer value',
  'Iterable value',
  'List arg',
  'Number value',
  'Regex value',
  'Set arg',
  'String arg',
  'Timespan value',
].map((told) => {
  const check = CHECKS[told.replace(/ .*/, '').toLowerCase() as keyof typeof CHECKS];
  const run: Overload['run'] = (value) => {
    refuseSealed(value as Value);
    return check(value as Value);
  };
  return { ...signatureOf(`is${told}:any`), run };
});
