import {
  type Arguments,
  type Attribute,
  type Call,
  type Compare,
  type CompareOperator,
  type Concat,
  type Conditional,
  type DictNode,
  type Filter,
  type Index,
  type ListNode,
  literal,
  type Name,
  type Node,
  type Slice,
  type Test,
  type Unary,
} from '../ast.ts';
import type { TokenType } from '../core/lexer.ts';
import { powersOf, TokenReader } from '../core/parser.ts';
import { grown } from '../core/tree.ts';

const POWERS = powersOf(
  'if',
  'or',
  'and',
  'not:',
  '== != < <= > >= in not',
  '+ -',
  '~',
  '* / // %',
  '**',
  '| is',
  '+: -:',
  '. [ (',
);
const [IF, COMPARISON, SIGN] = [1, 5, 11];
const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map(
  Object.entries({ true: true, True: true, false: false, False: false, none: null, None: null }),
);

/** Reads expressions. */
export class Parser extends TokenReader {
  protected override readonly powers = POWERS;
  protected override readonly constants = CONSTANTS;

  protected override prefix(least: number): number {
    const power = super.prefix(least);
    return power < least ? 0 : power;
  }

  protected override infix(operator: string, power: number, left: Node, offset: number): Node {
    switch (operator) {
      case 'if': {
        const test = this.expression(IF);
        const otherwise = this.skip('else') ? this.expression() : undefined;
        return grown<Conditional>('conditional', offset, { test, body: left, otherwise });
      }
      case '~':
        return grown<Concat>('concat', offset, { operands: this.chain(operator, power, left) });
      case '|':
        return this.applied('filter', left);
      case 'is': {
        const negated = this.skip('not');
        const operand = this.applied('test', left);
        return negated ? grown<Unary>('unary', operand.offset, { operator: 'not', operand }) : operand;
      }
      case '.':
        return this.token.type === 'number'
          ? grown<Index>('index', offset, { object: left, index: this.number() })
          : grown<Attribute>('attribute', offset, { object: left, name: this.name(), safe: false });
      case '[':
        return this.#subscript(left, offset);
      case '(':
        // A call is placed at its name, where a reader looks for it.
        return grown<Call>('call', left.type === 'name' ? left.offset : offset, {
          callee: left,
          ...this.#arguments(),
        });
    }
    return power === COMPARISON ? this.#comparison(operator, left, offset) : super.infix(operator, power, left, offset);
  }

  #comparison(operator: string, first: Node, offset: number): Node {
    const rest: { operator: CompareOperator; operand: Node }[] = [];
    for (let next = operator; ; this.next()) {
      if (next === 'not') {
        this.expect('in');
        next = 'not in';
      }
      rest.push({ operator: next as CompareOperator, operand: this.expression(COMPARISON) });
      next = this.operator();
      if (POWERS.get(next) !== COMPARISON) {
        return grown<Compare>('compare', offset, { first, rest });
      }
    }
  }

  /** An expression, or several with commas between them. */
  protected tuple(item = () => this.expression()): Node {
    const { offset } = this.token;
    const first = item();
    if (!this.is(',')) {
      return first;
    }
    const items = [first];
    while (this.skip(',') && !/^(?:[)\]=]|i[fn]|[%}]})$/.test(this.operator())) {
      items.push(item());
    }
    return grown<ListNode>('tuple', offset, { items });
  }

  /** A name or value with what is read from it. */
  protected member(): Node {
    return this.expression(SIGN);
  }

  protected override operand(type: TokenType, text: string, offset: number): Node {
    if (type === 'name') {
      this.next();
      return grown<Name>('name', offset, { name: text });
    }
    if (type === 'string') {
      let value = '';
      while (this.token.type === 'string') {
        value += this.next().text;
      }
      return literal(value, offset);
    }
    if (this.skip('(')) {
      const node: Node = this.is(')') ? grown<ListNode>('tuple', offset, { items: [] }) : this.tuple();
      this.expect(')');
      return node;
    }
    if (this.skip('[')) {
      return grown<ListNode>('list', offset, { items: this.separated(']', () => this.expression()) });
    }
    if (this.skip('{')) {
      const entries = this.separated('}', (): readonly [Node, Node] => {
        const key = this.expression();
        this.expect(':');
        return [key, this.expression()];
      });
      return grown<DictNode>('dict', offset, { entries });
    }
    return this.unexpected('an expression');
  }

  protected separated<T>(close: string, item: () => T): readonly T[] {
    const items: T[] = [];
    while (!this.skip(close)) {
      items.push(item());
      if (!this.is(close)) {
        this.expect(',');
      }
    }
    return items;
  }

  #subscript(object: Node, offset: number): Node {
    const start = this.is(':') ? undefined : this.tuple();
    const bounds = [start];
    while (bounds.length < 3 && this.skip(':')) {
      bounds.push(this.is(':') || this.is(']') ? undefined : this.expression());
    }
    this.expect(']');
    return start && bounds.length === 1
      ? grown<Index>('index', offset, { object, index: start })
      : grown<Slice>('slice', offset, { object, bounds });
  }

  #arguments(): Arguments {
    const positional: Node[] = [];
    const named: { name: string; value: Node }[] = [];
    this.separated(')', () => {
      if (this.token.type === 'name' && this.is('=', 1)) {
        const name = this.name();
        this.next();
        named.push({ name, value: this.expression() });
      } else if (named.length > 0) {
        this.unexpected('a named argument');
      } else {
        positional.push(this.expression());
      }
    });
    return { positional, named };
  }

  /** `name` or `name(…)`: a filter behind its `|`, or a test behind `is`. */
  protected applied(type: 'filter' | 'test', input: Node): Node {
    const { offset } = this.token;
    const name = this.#dotted();
    const given = this.skip('(')
      ? this.#arguments()
      : { positional: type === 'test' ? this.#bareArgument() : [], named: [] };
    return grown<Filter | Test>(type, offset, { name, input, ...given });
  }

  #dotted(): string {
    const name = this.name();
    return this.skip('.') ? `${name}.${this.#dotted()}` : name;
  }

  /** The argument of a test that has no parentheses: `is divisibleby 3`. */
  #bareArgument(): readonly Node[] {
    const word = this.operator();
    const starts = this.token.type === 'operator' ? word === '[' || word === '{' : word !== 'else' && !POWERS.has(word);
    return starts ? [this.member()] : [];
  }
}
