import type { For } from '../ast.ts';
import { type Compilation, compileNode } from '../closures.ts';
import { Callable } from '../core/callable.ts';
import { equal } from '../core/equality.ts';
import { iterate } from '../core/iterate.ts';
import { Locals } from '../core/locals.ts';
import { truth } from '../core/truth.ts';
import { Undefined } from '../core/undefined.ts';
import { orElse, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import { deeper, type Evaluate, run, step, withLocals } from '../run.ts';
import { written } from './output.ts';
import { compileBody, compileTarget } from './statements.ts';

/** Compiles `for … in … if … recursive`, with what `loop` knows inside. */
export function compileFor(node: For, compilation: Compilation): Evaluate {
  const { recursive, offset } = node;
  const assign = compileTarget(node.target);
  const list = compileNode(node.list, compilation);
  const test = node.test && compileNode(node.test, compilation);
  const body = compileBody(node.body, compilation);
  const otherwise = compileBody(node.otherwise, compilation);

  const bind = (item: Value, around: Locals): void => {
    step(offset);
    run.locals = new Locals(around);
    assign(item);
  };
  const loopOver = (values: Value, depth: number): Value => {
    const outer = run.locals;
    const around = new Locals(outer);
    const items = test
      ? iterate(values).filter((item) => {
          bind(item, around);
          return truth(test());
        })
      : iterate(values);
    let index = 0;
    const again: Callable['call'] = ({ positional: [inner = []] }) =>
      recursive
        ? deeper(() => withLocals(around, () => written(() => loopOver(inner, depth + 1))), 2)
        : fail('type_error', "the loop is not 'recursive'");
    const members = membersOf(items, () => index, depth);
    around.set('loop', new Callable('a loop', again, members));
    for (const item of items) {
      index++;
      bind(item, around);
      body();
    }
    run.locals = outer;
    return items.length === 0 ? otherwise() : '';
  };

  return () => withLocals(run.locals, () => loopOver(list(), 0));
}

function membersOf(items: readonly Value[], index: () => number, depth: number): Readonly<Record<string, () => Value>> {
  const { length } = items;
  const neighbour = (name: string, at: number): Value =>
    orElse(items[at], () => new Undefined(name, `there is no ${name}`));
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
    previtem: () => neighbour('previtem', index() - 2),
    nextitem: () => neighbour('nextitem', index()),
    cycle: () =>
      new Callable('a function', ({ positional }) =>
        orElse(positional[(index() - 1) % positional.length], () => fail('type_error', 'loop.cycle() needs values')),
      ),
    changed: () =>
      new Callable('a function', ({ positional }) => {
        const same = last !== undefined && equal(last, positional);
        last = positional;
        return !same;
      }),
  };
}
