import { type Env, type Evaluate, Locals } from '../core/env.ts';
import { iterate } from '../core/iterate.ts';
import { truth } from '../core/truth.ts';
import { defined } from '../core/undefined.ts';
import { describe, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import type { Node } from './ast.ts';
import { compileNode } from './closures.ts';
import type { Compilation } from './compilation.ts';
import { compileFor } from './for-closure.ts';
import { compileCallBlock, compileMacro } from './macros.ts';
import { Namespace } from './objects.ts';
import { Output } from './output.ts';
import { type Binding, BODY_NAME, type Body, type Branch, type Statement, type Target } from './statements.ts';

/** A statement, compiled: it writes to an output and binds names. */
export type Execute = (env: Env, out: Output) => void;
export type Assign = (value: Value, env: Env) => void;

/** Turns statements into one function. Raw text goes through `protect`, which keeps it from being read again. */
export function compileBody(body: Body, compilation: Compilation): Execute {
  const steps = body.map((statement) => compileStatement(statement, compilation));
  return (env, out) => {
    for (const step of steps) {
      step(env, out);
    }
  };
}

function compileStatement(statement: Statement, compilation: Compilation): Execute {
  switch (statement.type) {
    case 'text': {
      const text = statement.raw ? compilation.protect(statement.text) : statement.text;
      return (env, out) => {
        out.push(text, env);
      };
    }
    case 'output': {
      const value = compileNode(statement.node, compilation);
      return (env, out) => {
        out.push(value(env), env);
      };
    }
    case 'if':
      return compileIf(statement.branches, statement.otherwise, compilation);
    case 'for':
      return compileFor(statement, compilation);
    case 'set': {
      const assign = compileTarget(statement.target);
      const value = compileNode(statement.value, compilation);
      return (env) => {
        assign(value(env), env);
      };
    }
    case 'setBlock': {
      const assign = compileTarget(statement.target);
      const filtered = compileFiltered(statement.body, statement.filter, compilation);
      return (env) => {
        assign(filtered(env), env);
      };
    }
    case 'filter': {
      const filtered = compileFiltered(statement.body, statement.filter, compilation);
      return (env, out) => {
        out.push(filtered(env), env);
      };
    }
    case 'with':
      return compileWith(statement.bindings, statement.body, compilation);
    case 'macro':
      return compileMacro(statement, compilation);
    case 'call':
      return compileCallBlock(statement, compilation);
  }
}

function compileIf(branches: readonly Branch[], otherwise: Body, compilation: Compilation): Execute {
  const cases = branches.map(({ test, body }) => ({
    test: compileNode(test, compilation),
    body: compileBody(body, compilation),
  }));
  const rest = compileBody(otherwise, compilation);
  return (env, out) => {
    const found = cases.find(({ test }) => truth(test(env)));
    (found?.body ?? rest)(env, out);
  };
}

/** The text of a body, which sees names of its own, passed through a filter. */
function compileFiltered(body: Body, filter: Node | undefined, compilation: Compilation): Evaluate {
  const execute = compileBody(body, compilation);
  const convert = filter === undefined ? undefined : compileNode(filter, compilation);
  return (env) => {
    const inner = env.within(new Locals(env.locals));
    const out = new Output();
    execute(inner, out);
    const text = out.finish(env);
    if (convert === undefined) {
      return text;
    }
    inner.locals?.set(BODY_NAME, text);
    return convert(inner);
  };
}

function compileWith(bindings: readonly Binding[], body: Body, compilation: Compilation): Execute {
  const steps = bindings.map(({ target, value }) => ({
    assign: compileTarget(target),
    value: compileNode(value, compilation),
  }));
  const execute = compileBody(body, compilation);
  return (env, out) => {
    const inner = env.within(new Locals(env.locals));
    for (const { assign, value } of steps) {
      assign(value(env), inner);
    }
    execute(inner, out);
  };
}

/** Binds a value to a name, to several, or to a member of a namespace. */
export function compileTarget(target: Target): Assign {
  switch (target.type) {
    case 'name':
      return (value, env) => {
        env.locals?.set(target.name, value);
      };
    case 'member':
      return (value, env) => {
        const object = env.locals?.get(target.name);
        if (!(object instanceof Namespace)) {
          fail('type_error', `'${target.name}' is not a namespace`, { offset: target.offset });
        }
        object.set(target.member, defined(value));
      };
    case 'names': {
      const targets = target.targets.map(compileTarget);
      return (value, env) => {
        env.meter.at = target.offset;
        const items = iterate(value, env);
        if (items.length !== targets.length) {
          fail('value_error', `${targets.length} values are needed, ${describe(value)} has ${items.length}`);
        }
        targets.forEach((assign, i) => {
          assign(items[i] ?? null, env);
        });
      };
    }
  }
}
