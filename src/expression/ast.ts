/** What an expression says, in either language; nodes are plain data. Offsets point into the text that was compiled. */
export type Node =
  | Literal
  | Name
  | Variable
  | ListNode
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
  | Rule
  | Missing
  | Filter
  | Test
  | Capture
  | MacroNode
  | Body
  | For
  | Assign
  | With;

interface Base {
  readonly offset: number;
}

export interface Literal extends Base {
  readonly type: 'literal';
  readonly value: null | boolean | number | string;
  /** Whether a number is written as a float. */
  readonly float: boolean;
  /** Whether a string is written without quotes. */
  readonly word: boolean;
}

export interface Name extends Base {
  readonly type: 'name';
  readonly name: string;
}

/** `$`, `$1`, `$name`. */
export interface Variable extends Base {
  readonly type: 'variable';
  readonly name: string;
}

export interface ListNode extends Base {
  readonly type: 'list' | 'tuple';
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
  readonly operator: string;
  readonly left: Node;
  readonly right: Node;
}

/** `a < b <= c`: each operand is evaluated once. */
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
  readonly body: Node;
  readonly otherwise: Node | undefined;
}

export interface Attribute extends Base {
  readonly type: 'attribute';
  readonly object: Node;
  readonly name: string;
  /** `?.`: null where the object is null. */
  readonly safe: boolean;
}

export interface Index extends Base {
  readonly type: 'index';
  readonly object: Node;
  /** A tuple when there is not exactly one. */
  readonly index: Node;
}

export interface Slice extends Base {
  readonly type: 'slice';
  readonly object: Node;
  /** Where it starts and stops, and its step, as far as they are written. */
  readonly bounds: readonly (Node | undefined)[];
}

export interface Arguments {
  readonly positional: readonly Node[];
  readonly named: readonly { readonly name: string; readonly value: Node }[];
}

export interface Call extends Base, Arguments {
  readonly type: 'call';
  readonly callee: Node;
}

/** An argument `source => value`. */
export interface Rule extends Base {
  readonly type: 'rule';
  readonly source: Node;
  readonly value: Node;
}

/** An argument that is left out between two commas. */
export interface Missing extends Base {
  readonly type: 'missing';
}

export interface Filter extends Base, Arguments {
  readonly type: 'filter';
  readonly name: string;
  readonly input: Node;
}

export interface Test extends Base, Arguments {
  readonly type: 'test';
  readonly name: string;
  readonly input: Node;
}

/** What stands between two tags, in turn. It is written where it stands, and its own value is an empty string. */
export interface Body extends Base {
  readonly type: 'body';
  readonly parts: readonly Node[];
}

/** What a body gives, as text, through a filter that reads the text by `BODY_NAME`. */
export interface Capture extends Base {
  readonly type: 'capture';
  readonly body: Body;
  readonly filter: Node;
}

export interface MacroNode extends Base {
  readonly type: 'macro';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
  /** Which of `varargs` and `kwargs` the body reads; the other refuses what is too much. */
  readonly extras: readonly string[];
}

export interface Parameter {
  readonly name: string;
  readonly otherwise: Node | undefined;
}

export interface For extends Base {
  readonly type: 'for';
  readonly target: Target;
  readonly list: Node;
  readonly test: Node | undefined;
  readonly recursive: boolean;
  readonly body: Body;
  readonly otherwise: Body;
}

export interface Assign extends Base {
  readonly type: 'assign';
  readonly target: Target;
  readonly value: Node;
}

export interface With extends Base {
  readonly type: 'with';
  readonly target: Target;
  readonly values: readonly Node[];
  readonly body: Body;
}

/** What gets a value: a name, a tuple of targets or a member of a namespace. */
export type Target = Node;

/** The name of a block's text, which no expression can write. */
export const BODY_NAME = ' body';

export function literal(value: Literal['value'], offset: number, float = false, word = false): Literal {
  return { type: 'literal', offset, value, float, word };
}

/** `ctx()`: the whole set of variables, which is read one by one wherever that is possible. */
export function isWholeContext(node: Node, bound: ReadonlySet<string>): boolean {
  return isContextCall(node, bound) && node.positional.length + node.named.length === 0;
}

export function isContextCall(node: Node, bound: ReadonlySet<string>): node is Call {
  return node.type === 'call' && node.callee.type === 'name' && node.callee.name === 'ctx' && !bound.has('ctx');
}
