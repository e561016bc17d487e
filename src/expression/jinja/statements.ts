import { type Assign, BODY_NAME, type Body, type Capture, type Name, type Target, type With } from '../ast.ts';
import { type Compilation, compileNode } from '../closures.ts';
import { iterate } from '../core/iterate.ts';
import { Locals } from '../core/locals.ts';
import { defined } from '../core/undefined.ts';
import type { Value } from '../core/value.ts';
import { fail } from '../error.ts';
import { type Evaluate, run, withLocals } from '../run.ts';
import { Namespace } from './objects.ts';
import { write, written } from './output.ts';

/** Statements write where they stand; their own value is an empty string. */
export function compileBody({ parts }: Body, compilation: Compilation): Evaluate {
  const inner = { ...compilation, depth: 0 };
  const all = parts.map((part) => compileNode(part, inner));
  return () => {
    for (const part of all) {
      write(part());
    }
    return '';
  };
}

export function compileAssign({ target, value }: Assign, compilation: Compilation): Evaluate {
  const assign = compileTarget(target);
  const evaluate = compileNode(value, compilation);
  return () => {
    assign(evaluate());
    return '';
  };
}

/** The values do not see the names that get them. */
export function compileWith({ target, values, body }: With, compilation: Compilation): Evaluate {
  const assign = compileTarget(target);
  const parts = values.map((value) => compileNode(value, compilation));
  const execute = compileBody(body, compilation);
  return () => {
    const given = parts.map((part) => part());
    return withLocals(new Locals(run.locals), () => {
      assign(given);
      return execute();
    });
  };
}

/** The text of a block, through its filters. */
export function compileCapture({ body, filter }: Capture, compilation: Compilation): Evaluate {
  const execute = compileBody(body, compilation);
  const convert = compileNode(filter, compilation);
  return () =>
    withLocals(new Locals(run.locals), () => {
      run.locals.set(BODY_NAME, written(execute));
      return convert();
    });
}

/** Gives a value to names: to one, to several in turn, or to a member of a namespace. */
export function compileTarget(target: Target): (value: Value) => void {
  switch (target.type) {
    case 'tuple': {
      const targets = target.items.map(compileTarget);
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
    case 'attribute': {
      const { name, offset } = target.object as Name;
      return (value) => {
        const namespace = run.locals.get(name);
        if (!(namespace instanceof Namespace)) {
          fail('type_error', `'${name}' is not a namespace`, { offset });
        }
        namespace.members.set(target.name, defined(value));
      };
    }
  }
  const { name } = target as Name;
  return (value) => run.locals.set(name, value);
}
