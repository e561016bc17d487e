import { MAX_DEPTH, numberOfDigits } from '../core/syntax.ts';
import { grown } from '../core/tree.ts';
import { fail } from '../error.ts';
import type {
  Argument,
  Binary,
  BinaryOperator,
  Call,
  Index,
  ListNode,
  MapNode,
  Method,
  Node,
  NoMember,
  Property,
  Unary,
} from './ast.ts';
import type { Token } from './lexer.ts';

/** How tight operators bind; `->` alone associates to the right. */
const BINARY: Readonly<Record<string, number>> = {
  '->': 1,
  or: 2,
  and: 3,
  '>': 5,
  '<': 5,
  '>=': 5,
  '<=': 5,
  '!=': 5,
  '=': 5,
  in: 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  mod: 7,
  '=~': 8,
  '!~': 8,
};
const NOT = 4;
const SIGN = 9;
const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Reads one expression from tokens. */
export class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #nesting = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Node {
    const node = this.#expression(0);
    if (this.#token.type !== 'end') {
      this.#unexpected();
    }
    return node;
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? { type: 'end', text: '', offset: 0 };
  }

  #is(operator: string): boolean {
    return this.#token.type === 'operator' && this.#token.text === operator;
  }

  #skip(operator: string): boolean {
    const found = this.#is(operator);
    this.#at += Number(found);
    return found;
  }

  #expect(operator: string): void {
    if (!this.#skip(operator)) {
      this.#unexpected();
    }
  }

  #unexpected(): never {
    const { type, text, offset } = this.#token;
    const found = type === 'end' ? `end of the expression` : type === 'string' ? 'string' : `'${text}'`;
    return fail('syntax', `unexpected ${found}`, { offset });
  }

  /** Operators that bind tighter than `least`. */
  #expression(least: number): Node {
    if (++this.#nesting > MAX_DEPTH) {
      fail('budget_exceeded', `the expression nests deeper than ${MAX_DEPTH}`, {
        offset: this.#token.offset,
      });
    }
    let left = this.#prefix();
    for (;;) {
      const { text, offset, type } = this.#token;
      const power = type === 'operator' && Object.hasOwn(BINARY, text) ? (BINARY[text] ?? 0) : 0;
      if (power <= least) {
        this.#nesting--;
        return left;
      }
      this.#at++;
      const right = this.#expression(text === '->' ? power - 1 : power);
      const operator = text as BinaryOperator;
      left = grown<Binary>({ type: 'binary', offset, operator, left, right });
    }
  }

  #prefix(): Node {
    const { offset } = this.#token;
    if (this.#skip('not')) {
      const operand = this.#expression(NOT);
      return grown<Unary>({ type: 'unary', offset, operator: 'not', operand });
    }
    const operator = this.#skip('-') ? '-' : this.#skip('+') ? '+' : undefined;
    if (operator !== undefined) {
      const operand = this.#expression(SIGN);
      return grown<Unary>({ type: 'unary', offset, operator, operand });
    }
    return this.#postfix(this.#primary());
  }

  #primary(): Node {
    const { type, text, offset } = this.#token;
    this.#at++;
    switch (type) {
      case 'word': {
        const constant = CONSTANTS.get(text);
        const word = constant === undefined;
        return { type: 'constant', offset, depth: 1, value: word ? text : constant, float: false, word };
      }
      case 'string':
        return { type: 'constant', offset, depth: 1, value: text, float: false, word: false };
      case 'integer':
      case 'float': {
        const float = type === 'float';
        return {
          type: 'constant',
          offset,
          depth: 1,
          value: numberOfDigits(text, float, offset),
          float,
          word: false,
        };
      }
      case 'variable':
        return { type: 'variable', offset, depth: 1, name: text };
      case 'function': {
        const args = this.#arguments(')');
        return grown<Call>({ type: 'call', offset, name: text, args });
      }
      case 'operator':
        return this.#bracketed(text, offset);
      case 'end':
        this.#at--;
        return this.#unexpected();
    }
  }

  #bracketed(text: string, offset: number): Node {
    if (text === '(') {
      const inner = this.#expression(0);
      this.#expect(')');
      return inner;
    }
    if (text === '[') {
      const args = this.#arguments(']');
      return grown<ListNode>({ type: 'list', offset, args });
    }
    if (text === '{') {
      const args = this.#arguments('}');
      return grown<MapNode>({ type: 'map', offset, args });
    }
    this.#at--;
    return this.#unexpected();
  }

  #postfix(first: Node): Node {
    let node = first;
    for (;;) {
      const { offset } = this.#token;
      if (this.#skip('.')) {
        node = this.#member(node, false, offset);
      } else if (this.#skip('?.')) {
        node = this.#member(node, true, offset);
      } else if (this.#skip('[')) {
        const args = this.#arguments(']');
        node = grown<Index>({ type: 'index', offset, object: node, args });
      } else {
        return node;
      }
    }
  }

  #member(receiver: Node, safe: boolean, dot: number): Node {
    const { type, text, offset } = this.#token;
    if (type === 'function') {
      this.#at++;
      const args = this.#arguments(')');
      return grown<Method>({ type: 'method', offset, receiver, name: text, args, safe });
    }
    if (type === 'word' && !CONSTANTS.has(text)) {
      this.#at++;
      return grown<Property>({ type: 'property', offset, receiver, name: text, safe });
    }
    // What follows the dot is read over: evaluation refuses it, whatever it is.
    this.#primary();
    return grown<NoMember>({ type: 'noMember', offset: dot, receiver });
  }

  /** Arguments up to a closing bracket: values, some of them left out, then rules. */
  #arguments(close: string): readonly Argument[] {
    const args: Argument[] = [];
    if (this.#skip(close)) {
      return args;
    }
    for (;;) {
      args.push(this.#argument(args.at(-1)?.kind === 'rule'));
      if (this.#skip(close)) {
        return args.at(-1)?.kind === 'missing' ? this.#unexpected() : args;
      }
      this.#expect(',');
      if (this.#is(close)) {
        this.#unexpected();
      }
    }
  }

  #argument(afterRule: boolean): Argument {
    if (this.#is(',') && !afterRule) {
      return { kind: 'missing' };
    }
    const { offset } = this.#token;
    const value = this.#expression(0);
    if (this.#skip('=>')) {
      return { kind: 'rule', source: value, value: this.#expression(0) };
    }
    if (afterRule) {
      fail('syntax', "a value cannot follow a '=>' rule", { offset });
    }
    return { kind: 'value', value };
  }
}

/** The nodes of arguments. */
export function nodesOf(args: readonly Argument[]): readonly Node[] {
  return args.flatMap((arg) =>
    arg.kind === 'missing' ? [] : arg.kind === 'rule' ? [arg.source, arg.value] : [arg.value],
  );
}
