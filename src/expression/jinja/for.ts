import type { ForStatement } from '../ast.ts';
import { type Compilation, compileNode } from '../closures.ts';
import { Callable } from '../core/callable.ts';
import type { Env } from '../core/env.ts';
import { equal } from '../core/equality.ts';
import { iterate } from '../core/iterate.ts';
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

  const run = (values: Value, depth: number, env: Env, out: Output): void => {
    const within = (item: Value): Env => {
      env.meter.step(offset);
      const inner = env.nested();
      assign(item, inner);
      return inner;
    };
    const all = iterate(values, env);
    const items = condition ? all.filter((item) => truth(condition(within(item)))) : all;
    if (items.length === 0) {
      otherwise(env, out);
    }
    let index = 0;
    const deeper: Callable['call'] = ({ positional }, { meter }) => {
      if (!recursive) {
        fail('type_error', "the loop is not 'recursive'");
      }
      meter.enter(2);
      const text = written(
        (_, nested) =>
          run(
            orElse(positional[0], () => []),
            depth + 1,
            env,
            nested,
          ),
        env,
      );
      meter.leave(2);
      return text;
    };
    const loop = new Callable(
      'loop',
      deeper,
      membersOf(items, () => index, depth),
    );
    for (const item of items) {
      index++;
      const inner = within(item);
      inner.locals?.set('loop', loop);
      body(inner, out);
    }
  };

  return (env, out) => run(list(env), 0, env, out);
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
      new Callable('function', ({ positional }, env) => {
        const same = last !== undefined && equal(last, positional, env);
        last = positional;
        return !same;
      }),
  };
}
