import { fail } from '../error.ts';
import type { Token } from './lexer.ts';

const END: Token = { type: 'end', text: '', offset: 0, end: 0 };

/** Walks through tokens, one ahead. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get token(): Token {
    return this.#tokens[this.#at] ?? END;
  }

  /** The token after the next one. */
  get following(): Token | undefined {
    return this.#tokens[this.#at + 1];
  }

  advance(by = 1): void {
    this.#at += by;
  }

  /** True at a word or operator. */
  is(text: string): boolean {
    const token = this.token;
    return token.text === text && (token.type === 'operator' || token.type === 'name');
  }

  skip(text: string): boolean {
    const found = this.is(text);
    this.#at += Number(found);
    return found;
  }

  expect(text: string): void {
    if (!this.skip(text)) {
      this.unexpected(`'${text}'`);
    }
  }

  name(): string {
    const { type, text } = this.token;
    if (type !== 'name') {
      this.unexpected('a name');
    }
    this.#at++;
    return text;
  }

  end(): void {
    if (this.token.type !== 'end') {
      this.unexpected('the end of the expression');
    }
  }

  unexpected(expected: string): never {
    const { type, text, offset } = this.token;
    const found = type === 'string' ? 'a string' : `'${text}'`;
    return fail('syntax', `expected ${expected}, found ${found}`, { offset });
  }
}
