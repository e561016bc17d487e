import { MAX_DEPTH } from '../core/syntax.ts';
import { grown } from '../core/tree.ts';
import { fail } from '../error.ts';
import type {
  Arguments,
  Attribute,
  Binary,
  BinaryOperator,
  Call,
  Compare,
  CompareOperator,
  Concat,
  Conditional,
  DictNode,
  Filter,
  Index,
  ListNode,
  Logic,
  Node,
  Slice,
  Test,
  TupleNode,
  Unary,
} from './ast.ts';
import { literal, number } from './build.ts';
import { TokenReader } from './token-reader.ts';

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** Reads expressions from tokens, by precedence, loosest first. */
export class Parser extends TokenReader {
  #nesting = 0;

  /** A whole expression; `a if b else c` binds loosest. */
  expression(): Node {
    this.#deeper(this.token.offset);
    let node = this.#or();
    while (this.is('if')) {
      const { offset } = this.token;
      this.advance();
      const test = this.#or();
      const otherwise = this.skip('else') ? this.expression() : undefined;
      node = grown<Conditional>({ type: 'conditional', offset, test, whenTrue: node, otherwise });
    }
    this.#nesting--;
    return node;
  }

  /** One expression or several with commas between, which make a tuple. `noCondition` leaves an `if` alone. */
  tuple(noCondition = false): Node {
    const { offset } = this.token;
    const item = (): Node => (noCondition ? this.#or() : this.expression());
    const first = item();
    if (!this.is(',')) {
      return first;
    }
    const items = [first];
    while (this.skip(',') && !this.#atEndOfTuple()) {
      items.push(item());
    }
    return grown<TupleNode>({ type: 'tuple', offset, items });
  }

  #atEndOfTuple(): boolean {
    return this.token.type === 'end' || this.is(')') || this.is(']') || this.is('=') || this.is('if');
  }

  #or(): Node {
    const first = this.#and();
    return this.is('or') ? this.#logic('or', first) : first;
  }

  #and(): Node {
    const first = this.#not();
    return this.is('and') ? this.#logic('and', first) : first;
  }

  #logic(operator: 'and' | 'or', first: Node): Node {
    const { offset } = this.token;
    const operands = [first];
    while (this.skip(operator)) {
      operands.push(operator === 'or' ? this.#and() : this.#not());
    }
    return grown<Logic>({ type: 'logic', offset, operator, operands });
  }

  #not(): Node {
    const { offset } = this.token;
    if (!this.skip('not')) {
      return this.#comparison();
    }
    this.#deeper(offset);
    const operand = this.#not();
    this.#nesting--;
    return grown<Unary>({ type: 'unary', offset, operator: 'not', operand });
  }

  #deeper(offset: number): void {
    if (++this.#nesting > MAX_DEPTH) {
      fail('budget_exceeded', `the expression nests deeper than ${MAX_DEPTH}`, { offset });
    }
  }

  #comparison(): Node {
    const first = this.#sum();
    const { offset } = this.token;
    let operator = this.#comparator();
    if (operator === undefined) {
      return first;
    }
    const rest: { operator: CompareOperator; operand: Node }[] = [];
    for (; operator !== undefined; operator = this.#comparator()) {
      rest.push({ operator, operand: this.#sum() });
    }
    return grown<Compare>({ type: 'compare', offset, first, rest });
  }

  #comparator(): CompareOperator | undefined {
    const { type, text } = this.token;
    if (type === 'operator' && COMPARISONS.has(text)) {
      this.advance();
      return text as CompareOperator;
    }
    if (this.skip('in')) {
      return 'in';
    }
    const following = this.following;
    if (this.is('not') && following?.type === 'name' && following.text === 'in') {
      this.advance(2);
      return 'not in';
    }
    return undefined;
  }

  #sum(): Node {
    return this.#left(['+', '-'], () => this.#concat());
  }

  #concat(): Node {
    const first = this.#product();
    if (!this.is('~')) {
      return first;
    }
    const { offset } = this.token;
    const operands = [first];
    while (this.skip('~')) {
      operands.push(this.#product());
    }
    return grown<Concat>({ type: 'concat', offset, operands });
  }

  #product(): Node {
    return this.#left(['*', '/', '//', '%'], () => this.#power());
  }

  #power(): Node {
    return this.#left(['**'], () => this.unary(true));
  }

  /** Operators of one precedence, which associate to the left. */
  #left(operators: readonly BinaryOperator[], operand: () => Node): Node {
    let left = operand();
    for (;;) {
      const { offset } = this.token;
      const operator = operators.find((text) => this.skip(text));
      if (operator === undefined) {
        return left;
      }
      left = grown<Binary>({ type: 'binary', offset, operator, left, right: operand() });
    }
  }

  /** A sign binds tighter than a filter: `-1 | abs` filters minus one. */
  unary(withFilters: boolean): Node {
    const { offset } = this.token;
    const operator = this.skip('-') ? '-' : this.skip('+') ? '+' : undefined;
    let node: Node;
    if (operator === undefined) {
      node = this.#primary();
    } else {
      this.#deeper(offset);
      const operand = this.unary(false);
      this.#nesting--;
      node = grown<Unary>({ type: 'unary', offset, operator, operand });
    }
    node = this.#postfix(node);
    return withFilters ? this.#filters(node) : node;
  }

  #primary(): Node {
    const { type, text, offset } = this.token;
    switch (type) {
      case 'name':
        this.advance();
        return CONSTANTS.has(text)
          ? literal(CONSTANTS.get(text) ?? null, offset)
          : { type: 'name', offset, depth: 1, name: text };
      case 'string':
        return literal(this.#strings(), offset);
      case 'integer':
      case 'float':
        this.advance();
        return number(text, type === 'float', offset);
      case 'operator':
        return this.#bracketed(text, offset);
      case 'end':
        return this.unexpected('an expression');
    }
  }

  /** Strings that stand side by side are one. */
  #strings(): string {
    let value = '';
    for (; this.token.type === 'string'; this.advance()) {
      value += this.token.text;
    }
    return value;
  }

  #bracketed(text: string, offset: number): Node {
    if (this.skip('(')) {
      if (this.skip(')')) {
        return { type: 'tuple', offset, depth: 1, items: [] };
      }
      const node = this.tuple();
      this.expect(')');
      return node;
    }
    if (this.skip('[')) {
      const items = this.#separated(']', () => this.expression());
      return grown<ListNode>({ type: 'list', offset, items });
    }
    if (text !== '{') {
      return this.unexpected('an expression');
    }
    this.advance();
    const entries = this.#separated('}', (): readonly [Node, Node] => {
      const key = this.expression();
      this.expect(':');
      return [key, this.expression()];
    });
    return grown<DictNode>({ type: 'dict', offset, entries });
  }

  #separated<T>(close: string, item: () => T): readonly T[] {
    const items: T[] = [];
    while (!this.skip(close)) {
      if (items.length > 0) {
        this.expect(',');
        if (this.skip(close)) {
          break;
        }
      }
      items.push(item());
    }
    return items;
  }

  #postfix(first: Node): Node {
    let node = first;
    for (;;) {
      const { offset } = this.token;
      if (this.skip('.')) {
        node = this.#attribute(node, offset);
      } else if (this.skip('[')) {
        node = this.#subscript(node, offset);
      } else if (this.is('(')) {
        node = this.#call(node);
      } else {
        return node;
      }
    }
  }

  #attribute(object: Node, dot: number): Node {
    const { type, text, offset } = this.token;
    if (type === 'integer') {
      this.advance();
      const index = number(text, false, offset);
      return grown<Index>({ type: 'index', offset: dot, object, index });
    }
    return grown<Attribute>({ type: 'attribute', offset: dot, object, name: this.name() });
  }

  #subscript(object: Node, offset: number): Node {
    const start = this.is(':') ? undefined : this.tuple();
    if (start !== undefined && this.skip(']')) {
      return grown<Index>({ type: 'index', offset, object, index: start });
    }
    this.expect(':');
    const stop = this.is(':') || this.is(']') ? undefined : this.expression();
    const step = this.skip(':') && !this.is(']') ? this.expression() : undefined;
    this.expect(']');
    return grown<Slice>({ type: 'slice', offset, object, start, stop, step });
  }

  #call(callee: Node): Node {
    // A call is placed at its name, where a reader looks for it.
    const offset = callee.type === 'name' ? callee.offset : this.token.offset;
    const given = this.#arguments();
    return grown<Call>({ type: 'call', offset, callee, ...given });
  }

  #arguments(): Arguments {
    this.expect('(');
    const positional: Node[] = [];
    const named: { name: string; value: Node }[] = [];
    this.#separated(')', () => {
      const following = this.following;
      if (this.token.type === 'name' && following?.type === 'operator' && following.text === '=') {
        const name = this.name();
        this.advance();
        named.push({ name, value: this.expression() });
      } else if (named.length > 0) {
        this.unexpected('a named argument');
      } else {
        positional.push(this.expression());
      }
    });
    return { positional, named };
  }

  #filters(first: Node): Node {
    let node = first;
    for (;;) {
      if (this.is('|')) {
        node = this.filter(node);
      } else if (this.is('is')) {
        node = this.#test(node);
      } else if (this.is('(')) {
        node = this.#call(node);
      } else {
        return node;
      }
    }
  }

  /** `| name(…)`; also the head of a filter block, which has no bar. */
  filter(input: Node, inline = true): Node {
    if (inline) {
      this.expect('|');
    }
    const { offset } = this.token;
    const name = this.#dotted();
    const given = this.is('(') ? this.#arguments() : { positional: [], named: [] };
    return grown<Filter>({ type: 'filter', offset, name, input, ...given });
  }

  #dotted(): string {
    let name = this.name();
    while (this.skip('.')) {
      name += `.${this.name()}`;
    }
    return name;
  }

  #test(input: Node): Node {
    this.expect('is');
    const negated = this.skip('not');
    const { offset } = this.token;
    const name = this.#dotted();
    const given = this.is('(') ? this.#arguments() : { positional: this.#bareArgument(), named: [] };
    const node = grown<Test>({ type: 'test', offset, name, input, ...given });
    return negated ? { type: 'unary', offset, depth: node.depth + 1, operator: 'not', operand: node } : node;
  }

  /** `is divisibleby 3`: one argument may stand without parentheses. */
  #bareArgument(): readonly Node[] {
    const { type, text } = this.token;
    const starts = type === 'operator' ? text === '[' || text === '{' : type !== 'end';
    if (!starts || (type === 'name' && ['else', 'or', 'and', 'if', 'in', 'not', 'is'].includes(text))) {
      return [];
    }
    return [this.#postfix(this.#primary())];
  }
}
