import { numberOf } from '../core/arguments.ts';
import { modulo } from '../core/arithmetic.ts';
import { Callable } from '../core/callable.ts';
import { isLoopable } from '../core/contains.ts';
import { Undefined } from '../core/undefined.ts';
import { Float, isFloat, isInteger, isList, isMapping, Markup, numeric, type Value } from '../core/value.ts';
import { FILTERS } from './filters/table.ts';
import { byName, type Operation, operation } from './operation.ts';
import { RELATIONS, type Relation } from './relations.ts';

function check(name: string, holds: (value: Value) => boolean): Operation {
  return operation(`${name} input:any`, (value) => holds(value));
}

function relation(names: string, holds: Relation): Operation {
  return operation(`${names} input:any other:any`, (value, other) => holds(value, other));
}

function text(value: Value): string {
  return typeof value === 'string' ? value : '';
}

function leavesNothing(value: Value, by: number): boolean {
  numberOf(value);
  return numeric(modulo(value, by)) === 0;
}

/** Whether a text has letters, all of the case that a function gives. */
function isCased(value: Value, convert: (text: string) => string): boolean {
  const given = text(value);
  return convert(given) === given && given.toLowerCase() !== given.toUpperCase();
}

/** Tests by name. */
export const TESTS: ReadonlyMap<string, Operation> = byName([
  operation('defined input:lenient', (value) => !(value instanceof Undefined)),
  operation('undefined input:lenient', (value) => value instanceof Undefined),
  operation('escaped input:lenient', (value) => value instanceof Markup),
  check('none', (value) => value === null),
  check('boolean', (value) => typeof value === 'boolean'),
  check('true', (value) => value === true),
  check('false', (value) => value === false),
  check('integer', isInteger),
  check('float', isFloat),
  check('number', (value) => numeric(value) !== undefined),
  check('string', (value) => typeof value === 'string'),
  check('mapping', isMapping),
  check('sequence', (value) => isList(value) || isMapping(value) || typeof value === 'string'),
  check('iterable', isLoopable),
  check('callable', (value) => value instanceof Callable),
  check('lower', (value) => isCased(value, (t) => t.toLowerCase())),
  check('upper', (value) => isCased(value, (t) => t.toUpperCase())),
  check('even', (value) => leavesNothing(value, 2)),
  check('odd', (value) => !leavesNothing(value, 2)),
  operation('divisibleby input:any num:number', (value, by) => leavesNothing(value, by)),
  check('filter', (value) => FILTERS.has(text(value))),
  check('test', (value): boolean => TESTS.has(text(value))),
  relation('sameas', (a, b) => a === b || (a instanceof Float && b instanceof Float && a.value === b.value)),
  relation('contains', (container, item) => RELATIONS.in(item, container)),
  relation('==|eq|equalto', RELATIONS['==']),
  relation('!=|ne', RELATIONS['!=']),
  relation('>|gt|greaterthan', RELATIONS['>']),
  relation('>=|ge', RELATIONS['>=']),
  relation('<|lt|lessthan', RELATIONS['<']),
  relation('<=|le', RELATIONS['<=']),
  relation('in', RELATIONS.in),
]);
