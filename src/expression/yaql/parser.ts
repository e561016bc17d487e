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
  readonly bound = new Set<string>();

  parse(): Node {
    const node = this.expression();
    this.end();
    for (const name of ['ctx', ...ENGINE_FUNCTIONS]) {
      this.bound.delete(name);
    }
    return node;
  }

  protected override prefix(): Node {
    const { offset } = this.token;
    const operator = this.skip('not') ? 'not' : this.sign();
    return operator
      ? this.unary(operator, offset, this.expression(operator === 'not' ? NOT : SIGN))
      : this.#postfix(this.#primary());
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
          : fail('no_matching_overload', "a '=>' rule is needed", { offset }),
      );
      return grown<DictNode>('dict', offset, { entries });
    }
    return this.unexpected('an expression');
  }

  #call(callee: Name | Attribute, offset: number): Node {
    const positional = this.#arguments(')');
    if (callee.type === 'name' && callee.name === 'def') {
      const [name] = positional;
      this.bound.add(name?.type === 'literal' ? String(name.value) : '*');
    }
    return grown<Call>('call', offset, { callee, positional, named: [] });
  }

  #postfix(first: Node): Node {
    let node = first;
    for (;;) {
      const { offset } = this.token;
      const safe = this.skip('?.');
      if (safe || this.skip('.')) {
        node = this.#member(node, safe, offset);
      } else if (this.skip('[')) {
        node = indexed(node, this.#arguments(']'), offset);
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
    return indexed(object, [], dot);
  }

  #arguments(close: string): readonly Node[] {
    const args: Node[] = [];
    while (!this.skip(close)) {
      if (args.length > 0) {
        this.expect(',');
      }
      const { offset } = this.token;
      const afterRule = args.at(-1)?.type === 'rule';
      const source = this.is(',') && !afterRule ? grown<Missing>('missing', offset, {}) : this.expression();
      if (this.skip('=>')) {
        args.push(grown<Rule>('rule', offset, { source, value: this.expression() }));
      } else {
        args.push(afterRule ? badSyntax("a '=>' rule is needed", offset) : source);
      }
    }
    return args;
  }
}

/** `object[…]` with any number of things in the brackets. */
function indexed(object: Node, items: readonly Node[], offset: number): Node {
  const [index] = items;
  return grown<Index>('index', offset, {
    object,
    index: index && items.length === 1 ? index : grown<ListNode>('tuple', offset, { items }),
  });
}
