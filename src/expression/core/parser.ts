import { type Logic, literal, type Node, type Unary } from '../ast.ts';
import { exceeded, fail, tooLarge } from '../error.ts';
import type { Token } from './lexer.ts';
import { MAX_DEPTH } from './syntax.ts';
import { grown } from './tree.ts';

/** How strongly operators bind: each group more strongly than the one before. */
export function powersOf(...groups: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    groups.flatMap((operators, i) => operators.split(' ').map((operator) => [operator.replace('_', ' '), i + 1])),
  );
}

/** Reads tokens one after the other, and operators by their powers: what a parser of either language builds on. */
export abstract class TokenReader {
  /** The last one closes the expression and is never stepped over. */
  protected readonly tokens: readonly Token[];
  protected at = 0;
  #nesting = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  /** How strongly operators bind that stand between their operands. */
  protected abstract readonly powers: ReadonlyMap<string, number>;
  /** Reads up to the first such operator; `least` is the power of the operator before. */
  protected abstract prefix(least: number): Node;
  /** Reads what stands behind such an operator. */
  protected abstract infix(operator: string, power: number, left: Node, offset: number): Node;

  get token(): Token {
    return this.tokens[this.at] as Token;
  }

  get following(): Token {
    return this.tokens[this.at + 1] as Token;
  }

  advance(by = 1): Token {
    const { token } = this;
    this.at += by;
    return token;
  }

  /** Whether the token is this operator or word. */
  is(text: string): boolean {
    const { token } = this;
    return token.text === text && (token.type === 'operator' || token.type === 'name');
  }

  /** Steps over an operator or word if it is there. */
  skip(text: string): boolean {
    const found = this.is(text);
    this.at += Number(found);
    return found;
  }

  expect(text: string): void {
    if (!this.skip(text)) {
      this.unexpected(`'${text}'`);
    }
  }

  name(): string {
    return this.token.type === 'name' ? this.advance().text : this.unexpected('a name');
  }

  /** All there is, which must be one expression. */
  parse(): Node {
    const node = this.expression();
    return this.at < this.tokens.length - 1 ? this.unexpected('the end of the expression') : node;
  }

  unexpected(expected: string): never {
    const { type, text, offset } = this.token;
    return fail('syntax', `expected ${expected}, found ${type === 'string' ? 'a string' : `'${text}'`}`, { offset });
  }

  /** The operator that the token is, as the powers know it. */
  protected operator(): string {
    const { type, text } = this.token;
    return type === 'operator' || type === 'name' ? text : '';
  }

  /** An expression of operators that bind more strongly than so much. */
  expression(least = 0): Node {
    let left = this.deeper(() => this.prefix(least));
    for (;;) {
      const { offset } = this.token;
      const operator = this.operator();
      const power = this.powers.get(operator) ?? 0;
      if (power <= least) {
        return left;
      }
      this.advance(operator === 'not in' ? 2 : 1);
      const first = left;
      left = this.deeper(() => this.infix(operator, power, first, offset));
    }
  }

  /** Reads a part that stands within another. */
  protected deeper(read: () => Node, levels = 1): Node {
    this.#nesting += levels;
    if (this.#nesting > 2 * MAX_DEPTH) {
      exceeded(MAX_DEPTH, 'levels of nesting', this.token.offset);
    }
    const node = read();
    this.#nesting -= levels;
    return node;
  }

  /** A sign, if there is one. */
  protected sign(): '-' | '+' | undefined {
    return this.skip('-') ? '-' : this.skip('+') ? '+' : undefined;
  }

  protected unary(operator: Unary['operator'], offset: number, operand: Node): Node {
    return grown<Unary>('unary', offset, { operator, operand });
  }

  protected logic(operator: string, power: number, left: Node, offset: number): Node {
    const operands = this.chain(operator, power, left);
    return grown<Logic>('logic', offset, { operator: operator as Logic['operator'], operands });
  }

  /** All operands of one operator, which stands behind the first. */
  protected chain(operator: string, power: number, first: Node): readonly Node[] {
    const operands = [first];
    do {
      operands.push(this.expression(power));
    } while (this.skip(operator));
    return operands;
  }

  /** The value of a number as written; integers that cannot be kept exactly are refused. */
  protected number(): Node {
    const { text, offset } = this.advance();
    const value = Number(text);
    const float = /^(?!0x).*[.e]/i.test(text);
    return (float ? Number.isFinite(value) : Number.isSafeInteger(value))
      ? literal(value, offset, float)
      : tooLarge(offset);
  }
}
