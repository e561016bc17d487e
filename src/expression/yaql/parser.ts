import {
  type Attribute,
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
import type { TokenType } from '../core/lexer.ts';
import { powersOf, TokenReader } from '../core/parser.ts';
import { grown } from '../core/tree.ts';
import { badSyntax, fail } from '../error.ts';
import { ENGINE_FUNCTIONS } from '../names.ts';

const POWERS = powersOf('->', 'or', 'and', 'not:', '> < >= <= != = in', '+ -', '* / mod', '=~ !~', '+: -:', '. ?. [');
const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map(
  Object.entries({ true: true, false: false, null: null }),
);

/** Reads expressions. */
export class Parser extends TokenReader {
  protected override readonly powers = POWERS;
  protected override readonly constants = CONSTANTS;
  /** Names of functions that the expression defines; `*` when one is computed. The engine's cannot be defined anew. */
  readonly bound = new Set<string>();

  protected override infix(operator: string, power: number, left: Node, offset: number): Node {
    switch (operator) {
      case '.':
      case '?.':
        return this.#member(left, operator === '?.', offset);
      case '[':
        return indexed(left, this.#arguments(']'), offset);
    }
    return super.infix(operator, power, left, offset);
  }

  protected override operand(type: TokenType, text: string, offset: number): Node {
    if (type === 'string') {
      this.next();
      return literal(text, offset);
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
    if (type !== 'name') {
      this.unexpected('an expression');
    }
    this.next();
    if (text.endsWith('(')) {
      return this.#call(grown<Name>('name', offset, { name: text.slice(0, -1) }), offset);
    }
    return text.startsWith('$')
      ? grown<Variable>('variable', offset, { name: text })
      : literal(text, offset, false, true);
  }

  #call(callee: Name | Attribute, offset: number): Node {
    const positional = this.#arguments(')');
    if (callee.type === 'name' && callee.name === 'def') {
      const [name] = positional;
      const own = name?.type === 'literal' ? String(name.value) : '*';
      if (own !== 'ctx' && !ENGINE_FUNCTIONS.has(own)) {
        this.bound.add(own);
      }
    }
    return grown<Call>('call', offset, { callee, positional, named: [] });
  }

  #member(object: Node, safe: boolean, dot: number): Node {
    const { type, text, offset } = this.token;
    if (type === 'name' && !text.startsWith('$') && !CONSTANTS.has(text)) {
      this.next();
      const name = text.replace('(', '');
      const attribute = grown<Attribute>('attribute', offset, { object, name, safe });
      return name === text ? attribute : this.#call(attribute, offset);
    }
    // What follows the dot is read over: evaluation refuses it, whatever it is.
    this.primary();
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
  return grown<Index>('index', offset, {
    object,
    index: items.length === 1 ? (items[0] as Node) : grown<ListNode>('tuple', offset, { items }),
  });
}
