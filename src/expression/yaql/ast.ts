/** The syntax tree of a YAQL expression. Every node knows where it stands and how deep it is. */
export type Node =
  | Constant
  | Variable
  | ListNode
  | MapNode
  | Unary
  | Binary
  | Call
  | Method
  | Property
  | NoMember
  | Index;

interface Base {
  readonly offset: number;
  readonly depth: number;
}
/** A literal; a bare word is a string, but may also name an argument. */
export interface Constant extends Base {
  readonly type: 'constant';
  readonly value: null | boolean | number | string;
  readonly float: boolean;
  readonly word: boolean;
}
/** `$`, `$1`, `$name`; the name includes the dollar. */
export interface Variable extends Base {
  readonly type: 'variable';
  readonly name: string;
}
/** A positional argument, a named one or rule (`source => value`), or one left out (`f(a,,b)`). */
export type Argument =
  | { readonly kind: 'value'; readonly value: Node }
  | { readonly kind: 'rule'; readonly source: Node; readonly value: Node }
  | { readonly kind: 'missing' };
export interface ListNode extends Base {
  readonly type: 'list';
  readonly args: readonly Argument[];
}
export interface MapNode extends Base {
  readonly type: 'map';
  readonly args: readonly Argument[];
}
export interface Unary extends Base {
  readonly type: 'unary';
  readonly operator: '+' | '-' | 'not';
  readonly operand: Node;
}
export interface Binary extends Base {
  readonly type: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Node;
  readonly right: Node;
}
export type BinaryOperator =
  | '=~'
  | '!~'
  | '*'
  | '/'
  | 'mod'
  | '+'
  | '-'
  | '>'
  | '<'
  | '>='
  | '<='
  | '!='
  | '='
  | 'in'
  | 'and'
  | 'or'
  | '->';
export interface Call extends Base {
  readonly type: 'call';
  readonly name: string;
  readonly args: readonly Argument[];
}
/** `receiver.name(…)`; `safe` for `?.`, which gives null for null. */
export interface Method extends Base {
  readonly type: 'method';
  readonly receiver: Node;
  readonly name: string;
  readonly args: readonly Argument[];
  readonly safe: boolean;
}
export interface Property extends Base {
  readonly type: 'property';
  readonly receiver: Node;
  readonly name: string;
  readonly safe: boolean;
}
/** A dot with something behind it that is neither a name nor a call. */
export interface NoMember extends Base {
  readonly type: 'noMember';
  readonly receiver: Node;
}
export interface Index extends Base {
  readonly type: 'index';
  readonly object: Node;
  readonly args: readonly Argument[];
}
