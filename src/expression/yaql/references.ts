import { childrenOf } from '../core/tree.ts';
import { ENGINE_FUNCTIONS } from '../names.ts';
import type { ReferenceCollector } from '../references.ts';
import type { Argument, Call, Method, Node } from './ast.ts';
import { isWholeContext } from './calls.ts';
import { nodesOf } from './parser.ts';

interface Walk {
  readonly defined: ReadonlySet<string>;
  readonly optional: boolean;
}

/** Collects what an expression reads and calls. */
export function collectReferences(node: Node, walk: Walk, out: ReferenceCollector): void {
  const path = pathOf(node);
  if (path !== undefined) {
    out.variable(path.names, walk.optional, path.offset);
    return;
  }
  const inner: Walk = walk.optional ? { ...walk, optional: false } : walk;
  switch (node.type) {
    case 'call':
      collectCall(node, inner, out);
      return;
    case 'method':
      collectMethod(node, inner, out);
      return;
    case 'property':
      collectReferences(node.receiver, walk, out);
      return;
    default:
      for (const child of childrenOf<Node>(node)) {
        collectReferences(child, inner, out);
      }
  }
}

interface Path {
  readonly names: readonly string[];
  readonly offset: number;
}

/** `ctx().a.b`, `ctx(a).b`, `ctx()['a']`: the names of the chain, if a node is one. */
function pathOf(node: Node): Path | undefined {
  switch (node.type) {
    case 'call': {
      const name = node.name === 'ctx' ? constantArgument(node.args) : undefined;
      return name === undefined ? undefined : { names: [name], offset: node.offset };
    }
    case 'property':
      return extended(node.receiver, node.name);
    case 'index': {
      const name = constantArgument(node.args);
      return name === undefined || node.args.length !== 1 ? undefined : extended(node.object, name);
    }
  }
  return undefined;
}

function extended(object: Node, name: string): Path | undefined {
  if (isWholeContext(object)) {
    return { names: [name], offset: object.offset };
  }
  const path = pathOf(object);
  return path && { ...path, names: [...path.names, name] };
}

function constantArgument(args: readonly Argument[]): string | undefined {
  const [first] = args;
  return first?.kind === 'value' && first.value.type === 'constant' && typeof first.value.value === 'string'
    ? first.value.value
    : undefined;
}

function collectArguments(args: readonly Argument[], walk: Walk, out: ReferenceCollector): void {
  for (const node of nodesOf(args)) {
    collectReferences(node, walk, out);
  }
}

function collectCall(node: Call, walk: Walk, out: ReferenceCollector): void {
  if (node.name === 'ctx') {
    out.dynamic();
  }
  if (ENGINE_FUNCTIONS.has(node.name) || !walk.defined.has(node.name)) {
    out.named('functions', node.name, node.offset);
  }
  const name = constantArgument(node.args);
  if (name !== undefined && node.name === 'task_status') {
    out.task([name], false, node.offset);
  } else if (name !== undefined && node.name === 'secret') {
    out.secret(name, node.offset);
  }
  collectArguments(node.args, walk, out);
}

/** `ctx().get(x)` and `a.get(x)`: the member may be missing. */
function collectMethod(node: Method, walk: Walk, out: ReferenceCollector): void {
  const name = node.name === 'get' ? constantArgument(node.args) : undefined;
  const path = name === undefined ? undefined : extended(node.receiver, name);
  out.named('functions', node.name, node.offset);
  if (path !== undefined) {
    out.variable(path.names, true, path.offset);
  }
  if (path === undefined || !isWholeContext(node.receiver)) {
    collectReferences(node.receiver, walk, out);
  }
  collectArguments(node.args, walk, out);
}

/** The names that `def` gives to functions; `*` when one is computed. */
export function definedNames(root: Node): ReadonlySet<string> {
  const names = new Set<string>();
  const rest = [root];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (node.type === 'call' && node.name === 'def') {
      names.add(constantArgument(node.args) ?? '*');
    }
    for (const child of childrenOf<Node>(node)) {
      rest.push(child);
    }
  }
  return names;
}
