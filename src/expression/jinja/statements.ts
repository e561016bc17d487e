import { BODY_NAME, type Body, type Capture, type Statement, type Target } from '../ast.ts';
import { type Compilation, compileNode } from '../closures.ts';
import { iterate } from '../core/iterate.ts';
import { Locals } from '../core/locals.ts';
import { truth } from '../core/truth.ts';
import { defined } from '../core/undefined.ts';
import type { Value } from '../core/value.ts';
import { fail } from '../error.ts';
import { type Evaluate, run, withLocals } from '../run.ts';
import { compileFor } from './for.ts';
import { Namespace } from './objects.ts';
import { Output } from './output.ts';

/** A part of a template, compiled: it writes. */
export type Execute = (out: Output) => void;
export type Assign = (value: Value) => void;

export function compileBody(body: Body, compilation: Compilation): Execute {
  const parts = body.map((statement) => compileStatement(statement, compilation));
  return (out) => {
    for (const part of parts) {
      part(out);
    }
  };
}

function compileStatement(statement: Statement, compilation: Compilation): Execute {
  switch (statement.type) {
    case 'output': {
      const value = compileNode(statement.node, compilation);
      const shown: Evaluate = statement.raw ? () => compilation.protect(value() as string) : value;
      return (out) => out.push(shown());
    }
    case 'conditional': {
      const test = compileNode(statement.test, compilation);
      const then = compileBody(statement.whenTrue, compilation);
      const otherwise = compileBody(statement.otherwise, compilation);
      return (out) => (truth(test()) ? then : otherwise)(out);
    }
    case 'for':
      return compileFor(statement, compilation);
    case 'assign': {
      const assign = compileTarget(statement.target);
      const value = compileNode(statement.value, compilation);
      return () => assign(value());
    }
    case 'with': {
      const bindings = statement.bindings.map(
        ({ target, value }) => [compileTarget(target), compileNode(value, compilation)] as const,
      );
      const execute = compileBody(statement.body, compilation);
      return (out) => {
        const inner = new Locals(run.locals);
        for (const [assign, value] of bindings) {
          const given = value();
          withLocals(inner, () => assign(given));
        }
        withLocals(inner, () => execute(out));
      };
    }
  }
}

/** What a part of a template writes. */
export function written(execute: Execute): Value {
  const out = new Output();
  execute(out);
  return out.finish();
}

/** The text of a block, through its filters. */
export function compileCapture({ body, filter }: Capture, compilation: Compilation): Evaluate {
  const execute = compileBody(body, compilation);
  const convert = filter && compileNode(filter, compilation);
  return () =>
    withLocals(new Locals(run.locals), () => {
      const text = written(execute);
      run.locals.set(BODY_NAME, text);
      return convert ? convert() : text;
    });
}

/** Gives a value to names: to one, to several in turn, or to a member of a namespace. */
export function compileTarget(target: Target): Assign {
  switch (target.type) {
    case 'name':
      return (value) => run.locals.set(target.name, value);
    case 'member':
      return (value) => {
        const object = run.locals.get(target.name);
        if (!(object instanceof Namespace)) {
          fail('type_error', `'${target.name}' is not a namespace`, { offset: target.offset });
        }
        object.set(target.member, defined(value));
      };
    case 'names': {
      const targets = target.targets.map(compileTarget);
      return (value) => {
        run.meter.at = target.offset;
        const items = iterate(value);
        if (items.length !== targets.length) {
          fail('value_error', `${targets.length} values are needed, not ${items.length}`);
        }
        for (const [i, assign] of targets.entries()) {
          assign(items[i] as Value);
        }
      };
    }
  }
}
