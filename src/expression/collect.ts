import { type Call, isContextCall, isWholeContext, type Node } from './ast.ts';
import type { Compilation } from './closures.ts';
import { childrenOf, nodesIn } from './core/tree.ts';
import { ENGINE_FUNCTIONS, ROOTS } from './names.ts';
import type { ReferenceCollector } from './references.ts';

/** What is known of a text whose references are collected. */
export interface Walk extends Pick<Compilation, 'bound' | 'semantics'> {
  readonly out: ReferenceCollector;
  /** Whether what stands here may be missing. */
  readonly optional?: boolean;
  /** Paths that a condition around has found to be there. */
  readonly present?: readonly string[];
}

interface Path {
  readonly kind: 'variables' | 'roots';
  readonly names: readonly string[];
  readonly offset: number;
}

/** Filters and tests whose input may be missing. */
const LENIENT = /^(?:d|default|(?:un)?defined)$/;

/** Collects what a syntax tree reads and calls. */
export function collectReferences(node: Node, walk: Walk): void {
  const { bound, out } = walk;
  const path = pathOf(node, bound);
  if (path) {
    add(path, walk);
    return;
  }
  const inner: Walk = { ...walk, optional: false };
  const visit = (child: unknown, within = inner): void => {
    for (const one of nodesIn<Node>(child)) {
      collectReferences(one, within);
    }
  };
  switch (node.type) {
    case 'logic': {
      let around = inner;
      for (const operand of node.operands) {
        visit(operand, around);
        around = known(around, operand, node.operator === 'and');
      }
      return;
    }
    case 'conditional':
      visit(node.test);
      visit(node.whenTrue, known(inner, node.test, true));
      visit(node.otherwise, known(inner, node.test, false));
      return;
    case 'filter':
    case 'test': {
      const { type, name, offset, input, positional, named } = node;
      out[`${type}s`].push({ name, offset });
      visit(input, { ...inner, optional: LENIENT.test(name) });
      visit([positional, named]);
      return;
    }
    case 'call':
      collectCall(node, inner, visit);
      return;
    case 'attribute':
    case 'index':
      // A member of something computed: what is computed may be missing if the member may.
      visit(node.object, walk);
      if (node.type === 'index') {
        visit(node.index);
        out.dynamic ||= node.object.type === 'name' && pathOf(node.object, bound)?.kind === 'roots';
      }
      return;
    case 'name':
      return;
  }
  visit(childrenOf(node));
}

function add({ kind, names, offset }: Path, { optional = false, present = [], out }: Walk): void {
  const found = optional || names.some((_, i) => present.includes(keyOf(kind, names.slice(0, i + 1))));
  out[kind].push({ path: names, optional: found, offset });
  if (names.length > 1 && kind === 'roots' && names[0] === 'task') {
    out.tasks.push({ path: names.slice(1), optional: found, offset });
  }
}

function keyOf(kind: string, names: readonly string[]): string {
  return JSON.stringify([kind, ...names]);
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
  switch (node.type) {
    case 'name': {
      const kind = ROOTS.has(node.name) ? 'roots' : 'variables';
      return bound.has(node.name) ? undefined : { kind, names: [node.name], offset };
    }
    case 'call': {
      const name = isContextCall(node, bound) ? constantIn(firstOf(node)) : undefined;
      return name === undefined ? undefined : { kind: 'variables', names: [name], offset };
    }
    case 'attribute':
      return extended(node.object, node.name, bound);
    case 'index':
      return extended(node.object, constantIn(node.index), bound);
  }
  return undefined;
}

function extended(object: Node, name: string | undefined, bound: ReadonlySet<string>): Path | undefined {
  const path: Path | undefined = isWholeContext(object, bound)
    ? { kind: 'variables', names: [], offset: object.offset }
    : pathOf(object, bound);
  return path && name !== undefined ? { ...path, names: [...path.names, name] } : undefined;
}

function collectCall(node: Call, walk: Walk, visit: (child: unknown, within?: Walk) => void): void {
  const { callee, positional, named, offset } = node;
  const { bound, semantics, out } = walk;
  const constant = constantIn(firstOf(node));
  const optional = { ...walk, optional: true };
  if (callee.type === 'name' && !bound.has(callee.name)) {
    const { name } = callee;
    const filters = semantics.isFilter(name) && !ENGINE_FUNCTIONS.has(name);
    out[filters ? 'filters' : 'functions'].push({ name, offset });
    if (filters && LENIENT.test(name)) {
      visit(firstOf(node), optional);
    }
    out.dynamic ||= name === 'ctx';
    if (constant !== undefined && /^(?:task_status|secret)$/.test(name)) {
      out[name === 'secret' ? 'secrets' : 'tasks'].push({ path: [constant], optional: false, offset });
    }
  } else if (callee.type === 'attribute') {
    const { object, name } = callee;
    const path = name === 'get' ? extended(object, constant, bound) : undefined;
    if (semantics.methods) {
      out.functions.push({ name, offset });
    }
    if (path) {
      add(path, optional);
    }
    if (!path || !isWholeContext(object, bound)) {
      visit(object);
    }
  } else {
    visit(callee);
  }
  visit([positional, named]);
}

/** A walk behind a condition that holds, or does not. */
function known(walk: Walk, test: Node, holds: boolean): Walk {
  return { ...walk, present: [...(walk.present ?? []), ...presentIf(test, holds, walk.bound)] };
}

/** The paths that are there when a condition holds, or does not. */
function presentIf(test: Node, holds: boolean, bound: ReadonlySet<string>): readonly string[] {
  if (test.type === 'unary' && test.operator === 'not') {
    return presentIf(test.operand, !holds, bound);
  }
  if (test.type === 'logic') {
    return (test.operator === 'and') === holds ? test.operands.flatMap((part) => presentIf(part, holds, bound)) : [];
  }
  const path =
    test.type === 'test' && test.name === (holds ? 'defined' : 'undefined') ? pathOf(test.input, bound) : undefined;
  return path ? [keyOf(path.kind, path.names)] : [];
}
