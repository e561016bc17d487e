import { signatureOf } from '../../core/parameters.ts';
import { refuseSealed } from '../../core/seal.ts';
import { eager, type Overload } from '../overloads.ts';
import { CHECKS, type Types } from '../parameters.ts';

/** Functions that tell whether a value is of a type: each takes anything, and what its parameter's type is decides. */
export const TYPES: readonly Overload[] = [
  'isBoolean value:boolean',
  'isDatetime value:datetime',
  'isDict arg:dict',
  'isInteger value:integer',
  'isIterable value:iterable',
  'isList arg:list',
  'isNumber value:number',
  'isRegex value:regex',
  'isSet arg:set',
  'isString arg:string',
  'isTimespan value:timespan',
].map((signature) => {
  const [parameter] = signatureOf<keyof Types>(signature).parameters;
  return eager(signature.replace(/:.*/, ':any') as 'name value:any', (value) => {
    refuseSealed(value);
    return parameter !== undefined && CHECKS[parameter.type](value);
  });
});
