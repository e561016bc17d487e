import { type Call, isContextCall, isWholeContext, type Node, type Statement } from './ast.ts';
import { childrenOf, nodesIn } from './core/tree.ts';
import { ENGINE_FUNCTIONS, ROOTS } from './names.ts';
import type { ReferenceCollector } from './references.ts';

/** What is known where a walk stands. */
export interface Walk {
  /** Names that the text itself may bind. */
  readonly bound: ReadonlySet<string>;
  /** Whether what stands here may be missing. */
  readonly optional: boolean;
  /** Paths that a condition around has found to be there. */
  readonly present: ReadonlySet<string>;
  /** Whether a name that is called is one of a filter. */
  readonly isFilter: (name: string) => boolean;
  /** Whether methods are functions of the language. */
  readonly methods: boolean;
}

interface Path {
  readonly kind: 'variables' | 'roots';
  readonly names: readonly string[];
  readonly offset: number;
}

/** Filters whose input may be missing. */
const LENIENT: ReadonlySet<string> = new Set(['default', 'd']);

/** Collects what a syntax tree reads and calls. */
export function collectReferences(part: Node | Statement, walk: Walk, out: ReferenceCollector): void {
  // Only what a block has more than an expression is not looked at as an expression.
  const node = part as Node;
  const path = pathOf(node, walk.bound);
  if (path !== undefined) {
    add(path, walk, out);
    return;
  }
  const inner: Walk = walk.optional ? { ...walk, optional: false } : walk;
  const visit = (child: unknown, within = inner): void => {
    for (const one of nodesIn<Node>(child)) {
      collectReferences(one, within, out);
    }
  };
  switch (node.type) {
    case 'logic': {
      let current = inner;
      for (const operand of node.operands) {
        visit(operand, current);
        current = known(current, operand, node.operator === 'and');
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
      const { type, name, input, positional, named } = node;
      out[`${type}s`].push({ name, offset: node.offset });
      visit(input, { ...inner, optional: type === 'filter' ? LENIENT.has(name) : /^(un)?defined$/.test(name) });
      visit([positional, named]);
      return;
    }
    case 'call':
      collectCall(node, inner, out, visit);
      return;
    case 'attribute':
    case 'index':
      // A member of something computed: what is computed may be missing if the member may.
      visit(node.object, walk);
      if (node.type === 'index') {
        visit(node.index);
        if (pathOf(node.object, walk.bound)?.kind === 'roots' && node.object.type === 'name') {
          out.dynamic = true;
        }
      }
      return;
    case 'name':
      return;
    default:
      visit(childrenOf(node));
  }
}

function add({ kind, names, offset }: Path, { optional, present }: Walk, out: ReferenceCollector): void {
  const found = optional || names.some((_, i) => present.has(keyOf(kind, names.slice(0, i + 1))));
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
    case 'name':
      return bound.has(node.name)
        ? undefined
        : { kind: ROOTS.has(node.name) ? 'roots' : 'variables', names: [node.name], offset };
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
  if (name === undefined) {
    return undefined;
  }
  if (isWholeContext(object, bound)) {
    return { kind: 'variables', names: [name], offset: object.offset };
  }
  const path = pathOf(object, bound);
  return path && { ...path, names: [...path.names, name] };
}

function collectCall(
  node: Call,
  walk: Walk,
  out: ReferenceCollector,
  visit: (child: unknown, within?: Walk) => void,
): void {
  const { callee, positional, named, offset } = node;
  const first = firstOf(node);
  const constant = constantIn(first);
  if (callee.type === 'name' && !walk.bound.has(callee.name)) {
    const { name } = callee;
    const isFilter = walk.isFilter(name) && !ENGINE_FUNCTIONS.has(name);
    out[isFilter ? 'filters' : 'functions'].push({ name, offset });
    if (isFilter && LENIENT.has(name)) {
      visit(first, { ...walk, optional: true });
    }
    if (name === 'ctx') {
      out.dynamic = true;
    } else if (constant !== undefined && (name === 'task_status' || name === 'secret')) {
      out[name === 'secret' ? 'secrets' : 'tasks'].push({ path: [constant], optional: false, offset });
    }
  } else if (callee.type === 'attribute') {
    const path = callee.name === 'get' ? extended(callee.object, constant, walk.bound) : undefined;
    if (walk.methods) {
      out.functions.push({ name: callee.name, offset });
    }
    if (path !== undefined) {
      add(path, { ...walk, optional: true }, out);
    }
    if (path === undefined || !isWholeContext(callee.object, walk.bound)) {
      visit(callee.object);
    }
  } else {
    visit(callee);
  }
  visit([positional, named]);
}

/** A walk behind a condition that holds, or does not. */
function known(walk: Walk, test: Node, holds: boolean): Walk {
  const paths = presentIf(test, holds, walk.bound);
  return paths.length === 0 ? walk : { ...walk, present: new Set([...walk.present, ...paths]) };
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
  return path === undefined ? [] : [keyOf(path.kind, path.names)];
}
