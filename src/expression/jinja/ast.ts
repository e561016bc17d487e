/** The syntax tree of a Jinja expression. Every node knows where it stands and how deep it is. */
export type Node =
  | Literal
  | Name
  | ListNode
  | TupleNode
  | DictNode
  | Unary
  | Binary
  | Compare
  | Logic
  | Concat
  | Conditional
  | Attribute
  | Index
  | Slice
  | Call
  | Filter
  | Test;

interface Base {
  readonly offset: number;
  readonly depth: number;
}
export interface Literal extends Base {
  readonly type: 'literal';
  readonly value: null | boolean | number | string;
  readonly float: boolean;
}
export interface Name extends Base {
  readonly type: 'name';
  readonly name: string;
}
export interface ListNode extends Base {
  readonly type: 'list';
  readonly items: readonly Node[];
}
export interface TupleNode extends Base {
  readonly type: 'tuple';
  readonly items: readonly Node[];
}
export interface DictNode extends Base {
  readonly type: 'dict';
  readonly entries: readonly (readonly [Node, Node])[];
}
export interface Unary extends Base {
  readonly type: 'unary';
  readonly operator: '-' | '+' | 'not';
  readonly operand: Node;
}
export interface Binary extends Base {
  readonly type: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Node;
  readonly right: Node;
}
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export interface Compare extends Base {
  readonly type: 'compare';
  readonly first: Node;
  readonly rest: readonly { readonly operator: CompareOperator; readonly operand: Node }[];
}
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';
export interface Logic extends Base {
  readonly type: 'logic';
  readonly operator: 'and' | 'or';
  readonly operands: readonly Node[];
}
export interface Concat extends Base {
  readonly type: 'concat';
  readonly operands: readonly Node[];
}
export interface Conditional extends Base {
  readonly type: 'conditional';
  readonly test: Node;
  readonly whenTrue: Node;
  readonly otherwise: Node | undefined;
}
export interface Attribute extends Base {
  readonly type: 'attribute';
  readonly object: Node;
  readonly name: string;
}
export interface Index extends Base {
  readonly type: 'index';
  readonly object: Node;
  readonly index: Node;
}
export interface Slice extends Base {
  readonly type: 'slice';
  readonly object: Node;
  readonly start: Node | undefined;
  readonly stop: Node | undefined;
  readonly step: Node | undefined;
}
export interface Arguments {
  readonly positional: readonly Node[];
  readonly named: readonly { readonly name: string; readonly value: Node }[];
}
export interface Call extends Base, Arguments {
  readonly type: 'call';
  readonly callee: Node;
}
export interface Filter extends Base, Arguments {
  readonly type: 'filter';
  readonly name: string;
  /** Missing for the body of a filter block, which is handed in when it is known. */
  readonly input: Node;
}
export interface Test extends Base, Arguments {
  readonly type: 'test';
  readonly name: string;
  readonly input: Node;
}
