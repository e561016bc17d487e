import type { Body, Capture, Statement, Target } from '../ast.ts';
import { BODY_NAME } from '../ast.ts';
import { type Compilation, compileNode } from '../closures.ts';
import type { Env, Evaluate } from '../core/env.ts';
import { iterate } from '../core/iterate.ts';
import { truth } from '../core/truth.ts';
import { defined } from '../core/undefined.ts';
import { describe, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import { compileFor } from './for.ts';
import { Namespace } from './objects.ts';
import { Output } from './output.ts';

/** A part of a template, compiled: it writes. */
export type Execute = (env: Env, out: Output) => void;
export type Assign = (value: Value, env: Env) => void;

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
    case 'output': {
      const { node, raw } = statement;
      const value = compileNode(node, compilation);
      const shown: Evaluate = raw ? (env) => compilation.protect(value(env) as string) : value;
      return (env, out) => {
        out.push(shown(env), env);
      };
    }
    case 'conditional': {
      const test = compileNode(statement.test, compilation);
      const then = compileBody(statement.whenTrue, compilation);
      const otherwise = compileBody(statement.otherwise, compilation);
      return (env, out) => {
        (truth(test(env)) ? then : otherwise)(env, out);
      };
    }
    case 'for':
      return compileFor(statement, compilation);
    case 'assign': {
      const assign = compileTarget(statement.target);
      const value = compileNode(statement.value, compilation);
      return (env) => {
        assign(value(env), env);
      };
    }
    case 'with': {
      const steps = statement.bindings.map(
        ({ target, value }) => [compileTarget(target), compileNode(value, compilation)] as const,
      );
      const execute = compileBody(statement.body, compilation);
      return (env, out) => {
        const inner = env.nested();
        for (const [assign, value] of steps) {
          assign(value(env), inner);
        }
        execute(inner, out);
      };
    }
  }
}

/** What a part of a template writes. */
export function written(execute: Execute, env: Env): Value {
  const out = new Output();
  execute(env, out);
  return out.finish(env);
}

/** The text of a block, through its filters. */
export function compileCapture({ body, filter }: Capture, compilation: Compilation): Evaluate {
  const execute = compileBody(body, compilation);
  const convert = filter && compileNode(filter, compilation);
  return (env) => {
    const inner = env.nested();
    const text = written(execute, inner);
    inner.locals?.set(BODY_NAME, text);
    return convert ? convert(inner) : text;
  };
}

/** Gives a value to names: to one, to several in turn, or to a member of a namespace. */
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
        for (const [i, assign] of targets.entries()) {
          assign(items[i] as Value, env);
        }
      };
    }
  }
}
