import { modulo } from '../core/arithmetic.ts';
import { Callable } from '../core/callable.ts';
import { contains, isLoopable } from '../core/contains.ts';
import { Undefined } from '../core/undefined.ts';
import { isFloat, isInteger, isList, isMapping, Markup, numeric, type Value } from '../core/value.ts';
import { FILTERS } from './filters/table.ts';
import { byName, type Operation, operations } from './operation.ts';
import { RELATIONS } from './relations.ts';

function leavesNothing(value: Value, by: number): boolean {
  return numeric(modulo(value, by)) === 0;
}

/** Whether a text has letters, all of the case that a conversion gives. */
function cased(convert: 'toLowerCase' | 'toUpperCase') {
  return (value: Value): boolean =>
    typeof value === 'string' && value[convert]() === value && value.toLowerCase() !== value.toUpperCase();
}

/** Tests by name. */
export const TESTS: ReadonlyMap<string, Operation> = byName(
  operations({
    'defined input:lenient': (value) => !(value instanceof Undefined),
    'undefined input:lenient': (value) => value instanceof Undefined,
    'escaped input:lenient': (value) => value instanceof Markup,
    'none input:any': (value) => value === null,
    'boolean input:any': (value) => typeof value === 'boolean',
    'true input:any': (value) => value === true,
    'false input:any': (value) => value === false,
    'integer input:any': isInteger,
    'float input:any': isFloat,
    'number input:any': (value) => numeric(value) !== undefined,
    'string input:any': (value) => typeof value === 'string',
    'mapping input:any': isMapping,
    'sequence input:any': (value) => isList(value) || isMapping(value) || typeof value === 'string',
    'iterable input:any': isLoopable,
    'callable input:any': (value) => value instanceof Callable,
    'lower input:any': cased('toLowerCase'),
    'upper input:any': cased('toUpperCase'),
    'even input:any': (value) => leavesNothing(value, 2),
    'odd input:any': (value) => !leavesNothing(value, 2),
    'divisibleby input:any num:number': leavesNothing,
    'filter input:any': (value) => FILTERS.has(value as string),
    'test input:any': (value): boolean => TESTS.has(value as string),
    'sameas input:any other:any': (a, b) => a === b || (isFloat(a) && isFloat(b) && numeric(a) === numeric(b)),
    'contains input:any other:any': contains,
    '==|eq|equalto input:any other:any': RELATIONS['=='],
    '!=|ne input:any other:any': RELATIONS['!='],
    '>|gt|greaterthan input:any other:any': RELATIONS['>'],
    '>=|ge input:any other:any': RELATIONS['>='],
    '<|lt|lessthan input:any other:any': RELATIONS['<'],
    '<=|le input:any other:any': RELATIONS['<='],
    'in input:any other:any': RELATIONS.in,
  }),
);
