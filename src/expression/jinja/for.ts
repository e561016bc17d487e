import type { ForStatement } from '../ast.ts';
import { deeper, step } from '../budget.ts';
import { type Compilation, compileNode } from '../closures.ts';
import { Callable } from '../core/callable.ts';
import { equal } from '../core/equality.ts';
import { locals, withLocals } from '../core/evaluation.ts';
import { iterate } from '../core/iterate.ts';
import { Locals } from '../core/locals.ts';
import { truth } from '../core/truth.ts';
import { Undefined } from '../core/undefined.ts';
import { orElse, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import type { Output } from './output.ts';
import { compileBody, compileTarget, type Execute, written } from './statements.ts';

/** Compiles `for … in … if … recursive`, with what `loop` knows inside. */
export function compileFor(statement: ForStatement, compilation: Compilation): Execute {
  const { recursive, offset } = statement;
  const assign = compileTarget(statement.target);
  const list = compileNode(statement.list, compilation);
  const condition = statement.condition && compileNode(statement.condition, compilation);
  const body = compileBody(statement.body, compilation);
  const otherwise = compileBody(statement.otherwise, compilation);

  const pass = <T>(item: Value, work: () => T): T => {
    step(offset);
    return withLocals(new Locals(locals), () => {
      assign(item);
      return work();
    });
  };
  const run = (values: Value, depth: number, out: Output): void => {
    const around = locals;
    const all = iterate(values);
    const items = condition ? all.filter((item) => pass(item, () => truth(condition()))) : all;
    if (items.length === 0) {
      otherwise(out);
    }
    let index = 0;
    const again: Callable['call'] = ({ positional: [inner = []] }) =>
      recursive
        ? deeper(() => withLocals(around, () => written((nested) => run(inner, depth + 1, nested))), 2)
        : fail('type_error', "the loop is not 'recursive'");
    const members = membersOf(items, () => index, depth);
    const loop = new Callable('loop', again, members);
    for (const item of items) {
      index++;
      pass(item, () => {
        locals.set('loop', loop);
        body(out);
      });
    }
  };

  return (out) => run(list(), 0, out);
}

function membersOf(items: readonly Value[], index: () => number, depth: number): Readonly<Record<string, () => Value>> {
  const { length } = items;
  const neighbour = (name: string, at: number, which: string): Value =>
    orElse(items[at], () => new Undefined('undefined_variable', name, `there is no item ${which}`));
  let last: readonly Value[] | undefined;
  return {
    index,
    index0: () => index() - 1,
    revindex: () => length - index() + 1,
    revindex0: () => length - index(),
    first: () => index() === 1,
    last: () => index() === length,
    length: () => length,
    depth: () => depth + 1,
    depth0: () => depth,
    previtem: () => neighbour('previtem', index() - 2, 'before the first'),
    nextitem: () => neighbour('nextitem', index(), 'after the last'),
    cycle: () =>
      new Callable('function', ({ positional }) =>
        orElse(positional[(index() - 1) % positional.length], () => fail('type_error', 'loop.cycle() needs values')),
      ),
    changed: () =>
      new Callable('function', ({ positional }) => {
        const same = last !== undefined && equal(last, positional);
        last = positional;
        return !same;
      }),
  };
}
