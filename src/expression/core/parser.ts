import { type Binary, type Logic, literal, type Node, type Unary } from '../ast.ts';
import { badSyntax, tooLarge } from '../error.ts';
import type { Token, TokenType } from './lexer.ts';
import { limitDepth } from './syntax.ts';
import { grown } from './tree.ts';

/** How strongly operators bind: each group more strongly than the one before. One before its operand ends with `:`. */
export function powersOf(...groups: readonly string[]): ReadonlyMap<string, number> {
  return new Map(groups.flatMap((operators, i) => operators.split(' ').map((operator) => [operator, i + 1])));
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

  protected abstract readonly powers: ReadonlyMap<string, number>;
  /** Words that stand for a value. */
  protected abstract readonly constants: ReadonlyMap<string, null | boolean>;

  protected get token(): Token {
    return this.tokens[this.at] as Token;
  }

  protected next(): Token {
    return this.tokens[this.at++] as Token;
  }

  /** The operator or word that a token is, the next one or one so much behind it; empty for what has a value. */
  protected operator(behind = 0): string {
    const { type, text } = this.tokens[this.at + behind] as Token;
    return type === 'operator' || type === 'name' ? text : '';
  }

  protected is(text: string, behind = 0): boolean {
    return this.operator(behind) === text;
  }

  /** Steps over an operator or word if it is there. */
  protected skip(text: string): boolean {
    const found = this.is(text);
    this.at += Number(found);
    return found;
  }

  protected expect(text: string): void {
    if (!this.skip(text)) {
      this.unexpected(`'${text}'`);
    }
  }

  protected name(): string {
    return this.token.type === 'name' ? this.next().text : this.unexpected('a name');
  }

  /** All there is, which must be one expression. */
  parse(): Node {
    const node = this.expression();
    return this.at < this.tokens.length - 1 ? this.unexpected('the end of the expression') : node;
  }

  protected unexpected(expected: string): never {
    const { type, text, offset } = this.token;
    return badSyntax(`expected ${expected}, found ${type === 'string' ? 'a string' : `'${text}'`}`, offset);
  }

  /** An expression of operators that bind more strongly than so much. */
  protected expression(least = 0): Node {
    const before = this.prefix(least);
    let left = this.deeper(() => {
      if (!before) {
        return this.primary();
      }
      const { text, offset } = this.next();
      return grown<Unary>('unary', offset, { operator: text as Unary['operator'], operand: this.expression(before) });
    });
    // What has no right operand, as a filter, is not followed by an operator that binds more strongly.
    for (let most = before || this.powers.size; ; ) {
      const operator = this.operator();
      const power = this.powers.get(operator) ?? 0;
      if (power <= least || (power > most && operator !== '(')) {
        return left;
      }
      most = Math.min(most, power);
      const { offset } = this.next();
      const first = left;
      left = this.deeper(() => this.infix(operator, power, first, offset));
    }
  }

  /** The power of the operator that begins an expression, or 0; `least` is the power of the one before. */
  protected prefix(_least: number): number {
    return this.powers.get(`${this.operator()}:`) ?? 0;
  }

  /** Reads what stands behind an operator with a left operand. */
  protected infix(operator: string, power: number, left: Node, offset: number): Node {
    return operator === 'or' || operator === 'and'
      ? grown<Logic>('logic', offset, { operator, operands: this.chain(operator, power, left) })
      : grown<Binary>('binary', offset, { operator, left, right: this.expression(operator === '->' ? 0 : power) });
  }

  /** Reads what has no operators. */
  protected primary(): Node {
    const { type, text, offset } = this.token;
    const value = type === 'name' ? this.constants.get(text) : undefined;
    if (value !== undefined) {
      this.next();
      return literal(value, offset);
    }
    return type === 'number' ? this.number() : this.operand(type, text, offset);
  }

  /** Reads what is neither a number nor a constant and has no operators. */
  protected abstract operand(type: TokenType, text: string, offset: number): Node;

  /** Reads a part that stands within another. */
  protected deeper(read: () => Node, levels = 1): Node {
    this.#nesting += levels;
    limitDepth(this.#nesting / 2, this.token.offset);
    const node = read();
    this.#nesting -= levels;
    return node;
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
    const { text, offset } = this.next();
    const value = Number(text);
    const float = /^(?!0x).*[.e]/i.test(text);
    return (float ? Number.isFinite(value) : Number.isSafeInteger(value))
      ? literal(value, offset, float)
      : tooLarge(offset);
  }
}
