import type { Node } from './ast.ts';

/** The parts of a template with blocks. */
export type Statement =
  | { readonly type: 'text'; readonly text: string; readonly raw: boolean }
  | { readonly type: 'output'; readonly node: Node }
  | { readonly type: 'if'; readonly branches: readonly Branch[]; readonly otherwise: Body }
  | ForStatement
  | { readonly type: 'set'; readonly target: Target; readonly value: Node }
  | {
      readonly type: 'setBlock';
      readonly target: Target;
      readonly filter: Node | undefined;
      readonly body: Body;
    }
  | { readonly type: 'filter'; readonly filter: Node; readonly body: Body }
  | { readonly type: 'with'; readonly bindings: readonly Binding[]; readonly body: Body }
  | MacroStatement
  | CallStatement;

export type Body = readonly Statement[];

export interface Branch {
  readonly test: Node;
  readonly body: Body;
}

export interface Binding {
  readonly target: Target;
  readonly value: Node;
}

export interface ForStatement {
  readonly type: 'for';
  readonly target: Target;
  readonly list: Node;
  readonly condition: Node | undefined;
  readonly recursive: boolean;
  readonly body: Body;
  readonly otherwise: Body;
  readonly offset: number;
}

export interface Parameter {
  readonly name: string;
  readonly otherwise: Node | undefined;
}

export interface MacroStatement {
  readonly type: 'macro';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
  /** Which of `varargs`, `kwargs` and `caller` the body uses. */
  readonly extras: ReadonlySet<string>;
  readonly offset: number;
}

export interface CallStatement {
  readonly type: 'call';
  readonly parameters: readonly Parameter[];
  readonly call: Node;
  readonly body: Body;
  readonly extras: ReadonlySet<string>;
  readonly offset: number;
}

/** What a loop or a `set` binds: a name, several, or a member of a namespace. */
export type Target =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'names'; readonly targets: readonly Target[]; readonly offset: number }
  | { readonly type: 'member'; readonly name: string; readonly member: string; readonly offset: number };

/** Stands for the body of a block that is filtered. */
export const BODY_NAME = ' body';
