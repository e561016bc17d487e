import { childrenOf } from '../core/tree.ts';
import { ENGINE_FUNCTIONS, ROOTS } from '../names.ts';
import type { ReferenceCollector } from '../references.ts';
import type { Call, Node } from './ast.ts';
import { FILTERS } from './filters/table.ts';
import { FUNCTIONS } from './functions.ts';

/** What is known where a node stands: whether it may be missing, and which paths were found to be there. */
export interface Walk {
  readonly bound: ReadonlySet<string>;
  readonly optional: boolean;
  readonly present: ReadonlySet<string>;
}

/** A chain of constant members from a variable or record. */
interface Path {
  readonly kind: 'variable' | 'root';
  readonly names: readonly string[];
  readonly offset: number;
}

const LENIENT: ReadonlySet<string> = new Set(['default', 'd']);

/** Collects what an expression reads and calls. */
export function collectReferences(node: Node, walk: Walk, out: ReferenceCollector): void {
  const path = pathOf(node, walk.bound);
  if (path !== undefined) {
    add(path, walk, out);
    return;
  }
  const inner: Walk = walk.optional ? { ...walk, optional: false } : walk;
  const visit = (child: Node): void => collectReferences(child, inner, out);
  switch (node.type) {
    case 'literal':
    case 'name':
      return;
    case 'logic':
      collectLogic(node.operands, node.operator === 'and', inner, out);
      return;
    case 'conditional': {
      visit(node.test);
      collectReferences(node.whenTrue, known(inner, presentIf(node.test, true, walk.bound)), out);
      if (node.otherwise !== undefined) {
        collectReferences(node.otherwise, known(inner, presentIf(node.test, false, walk.bound)), out);
      }
      return;
    }
    case 'filter':
      out.named('filters', node.name, node.offset);
      collectReferences(node.input, { ...inner, optional: LENIENT.has(node.name) }, out);
      argumentsOf(node).forEach(visit);
      return;
    case 'test':
      out.named('tests', node.name, node.offset);
      collectReferences(node.input, { ...inner, optional: node.name === 'defined' || node.name === 'undefined' }, out);
      argumentsOf(node).forEach(visit);
      return;
    case 'call':
      collectCall(node, inner, out);
      return;
    case 'attribute':
    case 'index':
      // A member of something computed: what is computed may be missing if the member may.
      collectReferences(node.object, walk, out);
      if (node.type === 'index') {
        visit(node.index);
        noteComputedName(node.object, walk, out);
      }
      return;
    default:
      childrenOf<Node>(node).forEach(visit);
  }
}

function add({ kind, names, offset }: Path, { optional, present }: Walk, out: ReferenceCollector): void {
  const found = optional || names.some((_, i) => present.has(keyOf(kind, names.slice(0, i + 1))));
  if (kind === 'root') {
    out.root(names, found, offset);
  } else {
    out.variable(names, found, offset);
  }
}

function keyOf(kind: string, names: readonly string[]): string {
  return JSON.stringify([kind, ...names]);
}

function argumentsOf(node: Node & { readonly positional: readonly Node[] }): readonly Node[] {
  const named = 'named' in node ? node.named.map(({ value }) => value) : [];
  return [...node.positional, ...named];
}

/** The chain a node is, if it is one: `ctx().a.b`, `ctx('a')['b']`, `vars.x`, `name`. */
function pathOf(node: Node, bound: ReadonlySet<string>): Path | undefined {
  switch (node.type) {
    case 'name':
      return bound.has(node.name)
        ? undefined
        : { kind: ROOTS.has(node.name) ? 'root' : 'variable', names: [node.name], offset: node.offset };
    case 'call': {
      const name = contextArgument(node, bound);
      return name === undefined ? undefined : { kind: 'variable', names: [name], offset: node.offset };
    }
    case 'attribute':
      return extended(node.object, node.name, bound);
    case 'index':
      return node.index.type === 'literal' && typeof node.index.value === 'string'
        ? extended(node.object, node.index.value, bound)
        : undefined;
  }
  return undefined;
}

function extended(object: Node, name: string, bound: ReadonlySet<string>): Path | undefined {
  if (isContextCall(object, bound) && object.positional.length + object.named.length === 0) {
    return { kind: 'variable', names: [name], offset: object.offset };
  }
  const path = pathOf(object, bound);
  return path && { ...path, names: [...path.names, name] };
}

function isContextCall(node: Node, bound: ReadonlySet<string>): node is Call {
  return node.type === 'call' && node.callee.type === 'name' && node.callee.name === 'ctx' && !bound.has('ctx');
}

function contextArgument(node: Call, bound: ReadonlySet<string>): string | undefined {
  const [key] = argumentsOf(node);
  return isContextCall(node, bound) && key?.type === 'literal' && typeof key.value === 'string' ? key.value : undefined;
}

function collectCall(node: Call, walk: Walk, out: ReferenceCollector): void {
  const args = argumentsOf(node);
  const { callee } = node;
  if (callee.type === 'name' && !walk.bound.has(callee.name)) {
    collectFunction(callee.name, node, walk, out);
  } else if (callee.type === 'attribute') {
    if (callee.name === 'get' && collectGet(callee.object, args, walk, out)) {
      return;
    }
    collectReferences(callee.object, walk, out);
  } else {
    collectReferences(callee, walk, out);
  }
  args.forEach((arg) => {
    collectReferences(arg, walk, out);
  });
}

function collectFunction(name: string, node: Call, walk: Walk, out: ReferenceCollector): void {
  const [first] = argumentsOf(node);
  if (name === 'ctx') {
    out.dynamic();
  }
  if (FILTERS.has(name) && !FUNCTIONS.has(name) && !ENGINE_FUNCTIONS.has(name)) {
    out.named('filters', name, node.offset);
    if (LENIENT.has(name) && first !== undefined) {
      collectReferences(first, { ...walk, optional: true }, out);
    }
  } else {
    out.named('functions', name, node.offset);
  }
  if (first?.type === 'literal' && typeof first.value === 'string') {
    if (name === 'task_status') {
      out.task([first.value], false, node.offset);
    } else if (name === 'secret') {
      out.secret(first.value, node.offset);
    }
  }
}

/** `ctx().get('x')` and `a.get('x')`: the member may be missing. */
function collectGet(object: Node, args: readonly Node[], walk: Walk, out: ReferenceCollector): boolean {
  const [key, ...rest] = args;
  if (key?.type !== 'literal' || typeof key.value !== 'string') {
    return false;
  }
  const path = extended(object, key.value, walk.bound);
  if (path === undefined) {
    return false;
  }
  if (!isContextCall(object, walk.bound)) {
    collectReferences(object, walk, out);
  }
  add(path, { ...walk, optional: true }, out);
  rest.forEach((arg) => {
    collectReferences(arg, walk, out);
  });
  return true;
}

function noteComputedName(object: Node, { bound }: Walk, out: ReferenceCollector): void {
  if (object.type === 'name' && ROOTS.has(object.name) && !bound.has(object.name)) {
    out.dynamic();
  }
}

function collectLogic(operands: readonly Node[], whenTrue: boolean, walk: Walk, out: ReferenceCollector): void {
  let current = walk;
  for (const operand of operands) {
    collectReferences(operand, current, out);
    current = known(current, presentIf(operand, whenTrue, walk.bound));
  }
}

/** The walk behind a condition that showed some paths to be there. */
export function known(walk: Walk, paths: readonly string[]): Walk {
  return paths.length === 0 ? walk : { ...walk, present: new Set([...walk.present, ...paths]) };
}

/** The paths that are there when a condition turned out so. */
export function presentIf(test: Node, holds: boolean, bound: ReadonlySet<string>): readonly string[] {
  if (test.type === 'unary' && test.operator === 'not') {
    return presentIf(test.operand, !holds, bound);
  }
  if (test.type === 'logic') {
    return (test.operator === 'and') === holds ? test.operands.flatMap((part) => presentIf(part, holds, bound)) : [];
  }
  if (test.type === 'test' && test.name === (holds ? 'defined' : 'undefined')) {
    const path = pathOf(test.input, bound);
    return path === undefined ? [] : [keyOf(path.kind, path.names)];
  }
  return [];
}
