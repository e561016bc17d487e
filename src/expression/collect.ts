import { type Call, isContextCall, type Node } from './ast.ts';
import type { Compilation } from './closures.ts';
import { nodesIn } from './core/tree.ts';
import { ENGINE_FUNCTIONS, ROOTS } from './names.ts';
import type { ReferenceCollector } from './references.ts';

/** What is known of a text whose references are collected. */
export interface Walk extends Pick<Compilation, 'bound' | 'semantics'> {
  readonly out: ReferenceCollector;
  /** Whether what stands here may be missing. */
  readonly optional?: boolean;
  /** Keys of the paths that a condition around has found to be there. */
  readonly present: readonly string[];
}

interface Path {
  readonly kind: 'variables' | 'roots';
  /** Empty for the whole of the variables. */
  readonly names: readonly string[];
  readonly offset: number;
}

/** Filters and tests whose input may be missing. */
const LENIENT = /^(?:d|default|(?:un)?defined)$/;

/** Collects what syntax trees read and call, however they are held. */
export function collectReferences(part: unknown, walk: Walk): void {
  for (const node of nodesIn<Node>(part)) {
    const path = pathOf(node, walk.bound);
    if (path?.names.length) {
      add(path, walk);
    } else {
      collectInside(node, walk);
    }
  }
}

/** Only what a block has more than an expression is not looked at as an expression. */
function collectInside(node: Node, walk: Walk): void {
  const inner: Walk = { ...walk, optional: false };
  const { bound, out } = walk;
  switch (node.type) {
    case 'logic':
      node.operands.reduce((around, operand) => {
        collectReferences(operand, around);
        return knowing(around, operand, node.operator === 'and');
      }, inner);
      return;
    case 'conditional':
      collectReferences(node.test, inner);
      collectReferences(node.body, knowing(inner, node.test, true));
      collectReferences(node.otherwise, knowing(inner, node.test, false));
      return;
    case 'filter':
    case 'test': {
      const { type, name, offset, input, positional, named } = node;
      out[`${type}s`].push({ name, offset });
      collectReferences(input, { ...inner, optional: LENIENT.test(name) });
      collectReferences([positional, named], inner);
      return;
    }
    case 'call':
      collectCall(node, inner);
      return;
    case 'attribute':
    case 'index':
      // A member of something computed: what is computed may be missing if the member may.
      collectReferences(node.object, walk);
      if (node.type === 'index') {
        collectReferences(node.index, inner);
        out.dynamic ||= node.object.type === 'name' && pathOf(node.object, bound)?.kind === 'roots';
      }
      return;
  }
  collectReferences(Object.values(node), inner);
}

function add({ kind, names, offset }: Path, { optional, present, out }: Walk): void {
  const key = keyOf(kind, names);
  const found = optional || present.some((known) => key.startsWith(known));
  out[kind].push({ path: names, optional: found, offset });
  if (names.length > 1 && kind === 'roots' && names[0] === 'task') {
    out.tasks.push({ path: names.slice(1), optional: found, offset });
  }
}

/** A text with which the keys of all paths begin that go on from a path. */
function keyOf(kind: string, names: readonly string[]): string {
  return JSON.stringify([kind, ...names]).slice(0, -1);
}

function constantIn(node: Node | undefined): string | undefined {
  return node?.type === 'literal' && typeof node.value === 'string' ? node.value : undefined;
}

function firstOf({ positional, named }: Call): Node | undefined {
  return positional[0] ?? named[0]?.value;
}

/** The constant path that a node reads, if it is one. */
function pathOf(node: Node, bound: ReadonlySet<string>): Path | undefined {
  const { offset } = node;
  if (isContextCall(node, bound)) {
    const all: Path = { kind: 'variables', names: [], offset };
    const first = firstOf(node);
    return first ? extended(all, constantIn(first)) : all;
  }
  switch (node.type) {
    case 'name': {
      const path: Path = { kind: ROOTS.has(node.name) ? 'roots' : 'variables', names: [node.name], offset };
      return bound.has(node.name) ? undefined : path;
    }
    case 'attribute':
    case 'index':
      return extended(pathOf(node.object, bound), node.type === 'index' ? constantIn(node.index) : node.name);
  }
  return undefined;
}

function extended(path: Path | undefined, name: string | undefined): Path | undefined {
  return path && name !== undefined ? { ...path, names: [...path.names, name] } : undefined;
}

function collectCall(node: Call, walk: Walk): void {
  const { callee, positional, named, offset } = node;
  const { bound, semantics, out } = walk;
  const first = firstOf(node);
  const constant = constantIn(first);
  if (callee.type === 'name' && !bound.has(callee.name)) {
    const { name } = callee;
    const filters = semantics.isFilter(name) && !ENGINE_FUNCTIONS.has(name);
    out[filters ? 'filters' : 'functions'].push({ name, offset });
    if (filters && LENIENT.test(name)) {
      collectReferences(first, { ...walk, optional: true });
    }
    out.dynamic ||= name === 'ctx';
    if (constant !== undefined && /^(?:task_status|secret)$/.test(name)) {
      out[name === 'secret' ? 'secrets' : 'tasks'].push({ path: [constant], optional: false, offset });
    }
  } else if (callee.type === 'attribute') {
    const { object, name } = callee;
    const path = name === 'get' ? extended(pathOf(object, bound), constant) : undefined;
    if (semantics.methods) {
      out.functions.push({ name, offset });
    }
    if (path) {
      add(path, { ...walk, optional: true });
    }
    if (path?.names.length !== 1) {
      collectReferences(object, walk);
    }
  } else {
    collectReferences(callee, walk);
  }
  collectReferences([positional, named], walk);
}

/** A walk behind a condition that holds, or does not: it knows which paths are there then. */
function knowing(walk: Walk, test: Node, holds: boolean): Walk {
  if (test.type === 'unary' && test.operator === 'not') {
    return knowing(walk, test.operand, !holds);
  }
  if (test.type === 'logic' && (test.operator === 'and') === holds) {
    return test.operands.reduce((around, part) => knowing(around, part, holds), walk);
  }
  const path =
    test.type === 'test' && test.name === (holds ? 'defined' : 'undefined')
      ? pathOf(test.input, walk.bound)
      : undefined;
  return path ? { ...walk, present: [...walk.present, keyOf(path.kind, path.names)] } : walk;
}
