import {
  type Attribute,
  type Binary,
  type Call,
  type DictNode,
  type Index,
  type ListNode,
  literal,
  type Missing,
  type Name,
  type Node,
  type NoMember,
  type Rule,
  type Variable,
} from '../ast.ts';
import { powersOf, TokenReader } from '../core/parser.ts';
import { grown } from '../core/tree.ts';
import { badSyntax, fail } from '../error.ts';
import { ENGINE_FUNCTIONS } from '../names.ts';

const POWERS = powersOf('->', 'or', 'and', '(not)', '> < >= <= != = in', '+ -', '* / mod', '=~ !~');
const NOT = 4;
const SIGN = 9;
const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Reads expressions. */
export class Parser extends TokenReader {
  protected override readonly powers = POWERS;
  /** Names of functions that the expression defines; `*` when one is computed. The engine's cannot be defined anew. */
  readonly defined = new Set<string>();

  parse(): Node {
    const node = this.expression();
    this.end();
    return node;
  }

  protected override prefix(): Node {
    const { offset } = this.token;
    if (this.skip('not')) {
      return this.unary('not', offset, this.expression(NOT));
    }
    const operator = this.sign();
    return operator ? this.unary(operator, offset, this.expression(SIGN)) : this.#postfix(this.#primary());
  }

  protected override infix(operator: string, power: number, left: Node, offset: number): Node {
    if (operator === 'or' || operator === 'and') {
      return this.logic(operator, power, left, offset);
    }
    const right = this.expression(operator === '->' ? 0 : power);
    return grown<Binary>('binary', offset, { operator, left, right });
  }

  #primary(): Node {
    const { type, text, offset } = this.token;
    switch (type) {
      case 'name': {
        this.advance();
        const value = CONSTANTS.get(text);
        return value === undefined ? literal(text, offset, false, true) : literal(value, offset);
      }
      case 'string':
        this.advance();
        return literal(text, offset);
      case 'integer':
      case 'float':
        return this.number();
      case 'variable':
        this.advance();
        return grown<Variable>('variable', offset, { name: text });
      case 'function':
        this.advance();
        return this.#call(grown<Name>('name', offset, { name: text }), offset);
    }
    if (this.skip('(')) {
      const inner = this.expression();
      this.expect(')');
      return inner;
    }
    if (this.skip('[')) {
      return grown<ListNode>('list', offset, { items: this.#arguments(']') });
    }
    if (this.skip('{')) {
      const entries = this.#arguments('}').map((node): readonly [Node, Node] =>
        node.type === 'rule'
          ? [node.source, node.value]
          : fail('no_matching_overload', "'key => value' is needed", { offset }),
      );
      return grown<DictNode>('dict', offset, { entries });
    }
    return this.unexpected('an expression');
  }

  #call(callee: Name | Attribute, offset: number): Node {
    const positional = this.#arguments(')');
    if (callee.type === 'name' && callee.name === 'def') {
      const [name] = positional;
      const known = name?.type === 'literal' ? String(name.value) : '*';
      if (known !== 'ctx' && !ENGINE_FUNCTIONS.has(known)) {
        this.defined.add(known);
      }
    }
    return grown<Call>('call', offset, { callee, positional, named: [] });
  }

  #postfix(first: Node): Node {
    let node = first;
    for (;;) {
      const { offset } = this.token;
      const safe = this.is('?.');
      if (this.skip('.') || this.skip('?.')) {
        node = this.#member(node, safe, offset);
      } else if (this.skip('[')) {
        const items = this.#arguments(']');
        const [index] = items;
        node = grown<Index>('index', offset, {
          object: node,
          index: index && items.length === 1 ? index : grown<ListNode>('tuple', offset, { items }),
        });
      } else {
        return node;
      }
    }
  }

  #member(object: Node, safe: boolean, dot: number): Node {
    const { type, text, offset } = this.token;
    if (type === 'function' || (type === 'name' && !CONSTANTS.has(text))) {
      this.advance();
      const attribute = grown<Attribute>('attribute', offset, { object, name: text, safe });
      return type === 'name' ? attribute : this.#call(attribute, offset);
    }
    // What follows the dot is read over: evaluation refuses it, whatever it is.
    this.#primary();
    return grown<NoMember>('noMember', dot, { object });
  }

  #arguments(close: string): readonly Node[] {
    const args: Node[] = [];
    if (this.skip(close)) {
      return args;
    }
    for (;;) {
      args.push(this.#argument(args.at(-1)?.type === 'rule'));
      if (args.at(-1)?.type !== 'missing' && this.skip(close)) {
        return args;
      }
      this.expect(',');
      if (this.is(close)) {
        this.unexpected('an argument');
      }
    }
  }

  #argument(afterRule: boolean): Node {
    const { offset } = this.token;
    if (this.is(',') && !afterRule) {
      return grown<Missing>('missing', offset, {});
    }
    const source = this.expression();
    if (this.skip('=>')) {
      return grown<Rule>('rule', offset, { source, value: this.expression() });
    }
    return afterRule ? badSyntax("a '=>' rule is needed", offset) : source;
  }
}
