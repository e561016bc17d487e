import {
  type Arguments,
  type Attribute,
  type Binary,
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
} from '../ast.ts';
import { powersOf, TokenReader } from '../core/parser.ts';
import { grown } from '../core/tree.ts';

const [IF, NOT, COMPARISON] = [1, 4, 5];
const POWERS = powersOf('if', 'or', 'and', '(not)', '== != < <= > >= in not_in', '+ -', '~', '* / // %', '**');
export const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** Words that end what a test without parentheses takes. */
const AFTER_TEST = /^(?:else|or|and|if|in|not|is)$/;

/** Reads expressions. */
export class Parser extends TokenReader {
  protected override readonly powers = POWERS;

  protected override operator(): string {
    return this.is('not') && this.following.text === 'in' && this.following.type === 'name'
      ? 'not in'
      : super.operator();
  }

  protected override prefix(least: number): Node {
    const { offset } = this.token;
    return least < COMPARISON && this.skip('not')
      ? this.unary('not', offset, this.expression(NOT))
      : this.#filters(this.#signed());
  }

  protected override infix(operator: string, power: number, left: Node, offset: number): Node {
    switch (power) {
      case IF: {
        const test = this.expression(IF);
        const otherwise = this.skip('else') ? this.expression() : undefined;
        return grown<Conditional>('conditional', offset, { test, whenTrue: left, otherwise });
      }
      case 2:
      case 3:
        return this.logic(operator, power, left, offset);
      case COMPARISON:
        return this.#comparison(operator, left, offset);
      case 7:
        return grown<Concat>('concat', offset, { operands: this.chain(operator, power, left) });
      default:
        return grown<Binary>('binary', offset, { operator, left, right: this.expression(power) });
    }
  }

  #comparison(operator: string, first: Node, offset: number): Node {
    const rest: { operator: CompareOperator; operand: Node }[] = [];
    for (let next = operator; ; ) {
      rest.push({ operator: next as CompareOperator, operand: this.expression(COMPARISON) });
      next = this.operator();
      if (POWERS.get(next) !== COMPARISON) {
        return grown<Compare>('compare', offset, { first, rest });
      }
      this.advance(next === 'not in' ? 2 : 1);
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

  /** A sign binds more strongly than `**`, members more strongly than a sign. */
  #signed(): Node {
    const { offset } = this.token;
    const operator = this.sign();
    return this.member(
      operator
        ? this.unary(
            operator,
            offset,
            this.deeper(() => this.#signed()),
          )
        : undefined,
    );
  }

  #primary(): Node {
    const { type, text, offset } = this.token;
    switch (type) {
      case 'name': {
        this.advance();
        const value = CONSTANTS.get(text);
        return value === undefined ? grown<Name>('name', offset, { name: text }) : literal(value, offset);
      }
      case 'string': {
        let value = '';
        while (this.token.type === 'string') {
          value += this.advance().text;
        }
        return literal(value, offset);
      }
      case 'number':
        return this.number();
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

  /** A value and what is read from it. */
  protected member(first = this.#primary()): Node {
    let node = first;
    for (;;) {
      const { offset } = this.token;
      if (this.skip('.')) {
        node =
          this.token.type === 'number'
            ? grown<Index>('index', offset, { object: node, index: this.number() })
            : grown<Attribute>('attribute', offset, { object: node, name: this.name(), safe: false });
      } else if (this.skip('[')) {
        node = this.#subscript(node, offset);
      } else if (this.is('(')) {
        node = this.#call(node);
      } else {
        return node;
      }
    }
  }

  #subscript(object: Node, offset: number): Node {
    const start = this.is(':') ? undefined : this.tuple();
    if (start !== undefined && this.skip(']')) {
      return grown<Index>('index', offset, { object, index: start });
    }
    this.expect(':');
    const stop = this.is(':') || this.is(']') ? undefined : this.expression();
    const step = this.skip(':') && !this.is(']') ? this.expression() : undefined;
    this.expect(']');
    return grown<Slice>('slice', offset, { object, start, stop, step });
  }

  #call(callee: Node): Node {
    // A call is placed at its name, where a reader looks for it.
    const offset = callee.type === 'name' ? callee.offset : this.token.offset;
    return grown<Call>('call', offset, { callee, ...this.#arguments() });
  }

  #arguments(): Arguments {
    const positional: Node[] = [];
    const named: { name: string; value: Node }[] = [];
    this.expect('(');
    this.separated(')', () => {
      if (this.token.type === 'name' && this.following.type === 'operator' && this.following.text === '=') {
        const name = this.advance(2).text;
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
      if (this.skip('|')) {
        node = this.filter(node);
      } else if (this.skip('is')) {
        node = this.#test(node);
      } else if (this.is('(')) {
        node = this.#call(node);
      } else {
        return node;
      }
    }
  }

  /** `name` or `name(…)`: a filter, behind its `|`. */
  filter(input: Node): Node {
    const { offset } = this.token;
    const name = this.#dotted();
    const given = this.is('(') ? this.#arguments() : { positional: [], named: [] };
    return grown<Filter>('filter', offset, { name, input, ...given });
  }

  #dotted(): string {
    const name = this.name();
    return this.skip('.') ? `${name}.${this.#dotted()}` : name;
  }

  #test(input: Node): Node {
    const negated = this.skip('not');
    const { offset } = this.token;
    const name = this.#dotted();
    const given = this.is('(') ? this.#arguments() : { positional: this.#bareArgument(), named: [] };
    const node = grown<Test>('test', offset, { name, input, ...given });
    return negated ? this.unary('not', offset, node) : node;
  }

  /** The argument of a test that has no parentheses: `is divisibleby 3`. */
  #bareArgument(): readonly Node[] {
    const { type, text } = this.token;
    const starts = type !== 'operator' || text === '[' || text === '{';
    return starts && !(type === 'name' && AFTER_TEST.test(text)) ? [this.member()] : [];
  }
}
