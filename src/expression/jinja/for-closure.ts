import { type CallArguments, Callable } from '../core/callable.ts';
import { type Env, Locals } from '../core/env.ts';
import { equal } from '../core/equality.ts';
import { iterate } from '../core/iterate.ts';
import { truth } from '../core/truth.ts';
import { Undefined } from '../core/undefined.ts';
import { orElse, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import { compileNode } from './closures.ts';
import type { Compilation } from './compilation.ts';
import { Native } from './objects.ts';
import { Output } from './output.ts';
import type { ForStatement } from './statements.ts';
import { type Assign, compileBody, compileTarget, type Execute } from './template-closures.ts';

interface CompiledFor {
  readonly assign: Assign;
  readonly condition: ((env: Env) => Value) | undefined;
  readonly body: Execute;
  readonly otherwise: Execute;
  readonly recursive: boolean;
  readonly offset: number;
}

/** Compiles `for … in …`. */
export function compileFor(statement: ForStatement, compilation: Compilation): Execute {
  const { condition, recursive, offset } = statement;
  const loop: CompiledFor = {
    assign: compileTarget(statement.target),
    condition: condition && compileNode(condition, compilation),
    body: compileBody(statement.body, compilation),
    otherwise: compileBody(statement.otherwise, compilation),
    recursive,
    offset,
  };
  const list = compileNode(statement.list, compilation);
  return (env, out) => {
    run(loop, list(env), 0, env, out);
  };
}

function run(loop: CompiledFor, list: Value, depth: number, env: Env, out: Output): void {
  const all = iterate(list, env);
  const items = loop.condition === undefined ? all : all.filter((item) => holds(loop, item, env));
  if (items.length === 0) {
    loop.otherwise(env, out);
    return;
  }
  const state = new Loop(loop, items, depth, env);
  for (const item of items) {
    env.meter.step(loop.offset);
    const inner = env.within(new Locals(env.locals));
    state.index++;
    inner.locals?.set('loop', state);
    loop.assign(item, inner);
    loop.body(inner, out);
  }
}

function holds({ assign, condition, offset }: CompiledFor, item: Value, env: Env): boolean {
  env.meter.step(offset);
  const inner = env.within(new Locals(env.locals));
  assign(item, inner);
  return condition === undefined || truth(condition(inner));
}

/** The `loop` of a loop's body. */
class Loop extends Callable {
  override readonly typeName = 'loop';
  index = 0;
  readonly #loop: CompiledFor;
  readonly #items: readonly Value[];
  readonly #depth: number;
  readonly #env: Env;
  #last: readonly Value[] | undefined;

  constructor(loop: CompiledFor, items: readonly Value[], depth: number, env: Env) {
    super();
    this.#loop = loop;
    this.#items = items;
    this.#depth = depth;
    this.#env = env;
  }

  override call({ positional }: CallArguments, env: Env): Value {
    if (!this.#loop.recursive) {
      fail('type_error', "the loop is not 'recursive'");
    }
    const out = new Output();
    env.meter.enter(2);
    run(
      this.#loop,
      orElse(positional[0], () => []),
      this.#depth + 1,
      this.#env,
      out,
    );
    env.meter.leave(2);
    return out.finish(env);
  }

  override member(name: string): Value | undefined {
    const { length } = this.#items;
    switch (name) {
      case 'index':
        return this.index;
      case 'index0':
        return this.index - 1;
      case 'revindex':
        return length - this.index + 1;
      case 'revindex0':
        return length - this.index;
      case 'first':
        return this.index === 1;
      case 'last':
        return this.index === length;
      case 'length':
        return length;
      case 'depth':
        return this.#depth + 1;
      case 'depth0':
        return this.#depth;
      case 'previtem':
        return orElse(this.#items[this.index - 2], () => missing('previtem', 'there is no item before the first'));
      case 'nextitem':
        return orElse(this.#items[this.index], () => missing('nextitem', 'there is no item after the last'));
      case 'cycle':
        return new Native(({ positional }) => this.#cycle(positional));
      case 'changed':
        return new Native(({ positional }, env) => this.#changed(positional, env));
    }
    return undefined;
  }

  #cycle(values: readonly Value[]): Value {
    return orElse(values[(this.index - 1) % values.length], () => fail('type_error', 'loop.cycle() needs values'));
  }

  #changed(values: readonly Value[], env: Env): boolean {
    const same = this.#last !== undefined && equal(this.#last, values, env);
    this.#last = values;
    return !same;
  }
}

function missing(name: string, message: string): Undefined {
  return new Undefined('undefined_variable', name, message);
}
