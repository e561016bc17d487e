import { MAX_DEPTH } from '../core/syntax.ts';
import { fail } from '../error.ts';
import type { Node } from './ast.ts';
import { type Chunk, chunksOf } from './chunks.ts';
import { Parser } from './parser.ts';
import { BODY_NAME, type Body, type Branch, type Parameter, type Statement, type Target } from './statements.ts';

const EXTRAS = ['caller', 'varargs', 'kwargs'];

/** A parsed template and the names that its blocks bind. */
export interface Template {
  readonly body: Body;
  readonly bound: ReadonlySet<string>;
}

/** Parses a text with block tags. */
export function parseTemplate(text: string): Template {
  return new TemplateParser(chunksOf(text), text.length).parse();
}

interface Tag {
  readonly name: string;
  readonly parser: Parser;
  readonly offset: number;
}

class TemplateParser {
  readonly #chunks: readonly Chunk[];
  readonly #length: number;
  readonly #bound = new Set<string>([BODY_NAME]);
  #at = 0;
  #nesting = 0;

  constructor(chunks: readonly Chunk[], length: number) {
    this.#chunks = chunks;
    this.#length = length;
  }

  parse(): Template {
    const { body, end } = this.#body([]);
    if (end !== undefined) {
      fail('syntax', `unexpected '${end.name}'`, { offset: end.offset });
    }
    return { body, bound: this.#bound };
  }

  /** Statements up to one of the closing tags; at the end of the text when there are none. */
  #body(until: readonly string[]): { readonly body: Body; readonly end: Tag | undefined } {
    const body: Statement[] = [];
    for (let chunk = this.#chunks[this.#at++]; chunk !== undefined; chunk = this.#chunks[this.#at++]) {
      if (chunk.kind === 'text') {
        body.push({ type: 'text', text: chunk.text, raw: chunk.raw });
      } else if (chunk.kind === 'output') {
        const parser = new Parser(chunk.tokens);
        body.push({ type: 'output', node: parser.tuple() });
        parser.end();
      } else {
        const parser = new Parser(chunk.tokens);
        const tag: Tag = { name: parser.name(), parser, offset: chunk.offset };
        if (until.includes(tag.name)) {
          return { body, end: tag };
        }
        body.push(this.#nested(tag));
      }
    }
    if (until.length > 0) {
      fail('syntax', `'${until.at(-1) ?? ''}' is missing`, { offset: this.#length });
    }
    return { body, end: undefined };
  }

  #nested(tag: Tag): Statement {
    if (++this.#nesting > MAX_DEPTH / 4) {
      fail('budget_exceeded', 'blocks nest too deeply', { offset: tag.offset });
    }
    const statement = this.#statement(tag);
    this.#nesting--;
    return statement;
  }

  #statement(tag: Tag): Statement {
    switch (tag.name) {
      case 'if':
        return this.#if(tag);
      case 'for':
        return this.#for(tag);
      case 'set':
        return this.#set(tag);
      case 'filter':
        return this.#filter(tag);
      case 'with':
        return this.#with(tag);
      case 'block':
        return this.#block(tag);
      case 'macro':
        return this.#macro(tag);
      case 'call':
        return this.#call(tag);
    }
    return fail('syntax', `there is no block '${tag.name}'`, { offset: tag.offset });
  }

  /** A body with its one closing tag. */
  #closed(end: string): Body {
    const { body, end: tag } = this.#body([end]);
    tag?.parser.end();
    return body;
  }

  #if({ parser }: Tag): Statement {
    const branches: Branch[] = [];
    let test: Node | undefined = parser.tuple();
    parser.end();
    for (;;) {
      const { body, end } = this.#body(test === undefined ? ['endif'] : ['elif', 'else', 'endif']);
      if (test === undefined) {
        end?.parser.end();
        return { type: 'if', branches, otherwise: body };
      }
      branches.push({ test, body });
      test = end?.name === 'elif' ? end.parser.tuple() : undefined;
      end?.parser.end();
      if (end?.name === 'endif') {
        return { type: 'if', branches, otherwise: [] };
      }
    }
  }

  #for({ parser, offset }: Tag): Statement {
    this.#bound.add('loop');
    const target = this.#target(parser, false);
    parser.expect('in');
    const list = parser.tuple(true);
    const condition = parser.skip('if') ? parser.expression() : undefined;
    const recursive = parser.skip('recursive');
    parser.end();
    const { body, end } = this.#body(['else', 'endfor']);
    end?.parser.end();
    const otherwise = end?.name === 'else' ? this.#closed('endfor') : [];
    return { type: 'for', target, list, condition, recursive, body, otherwise, offset };
  }

  #set({ parser }: Tag): Statement {
    const target = this.#target(parser, true);
    if (parser.skip('=')) {
      const value = parser.tuple();
      parser.end();
      return { type: 'set', target, value };
    }
    const filter = parser.is('|') ? this.#filters(parser) : undefined;
    parser.end();
    return { type: 'setBlock', target, filter, body: this.#closed('endset') };
  }

  #filters(parser: Parser): Node {
    let node: Node = { type: 'name', offset: parser.token.offset, depth: 1, name: BODY_NAME };
    let inline = parser.is('|');
    do {
      node = parser.filter(node, inline);
      inline = true;
    } while (parser.is('|'));
    return node;
  }

  #filter({ parser }: Tag): Statement {
    const filter = this.#filters(parser);
    parser.end();
    return { type: 'filter', filter, body: this.#closed('endfilter') };
  }

  #with({ parser }: Tag): Statement {
    const bindings: { target: Target; value: Node }[] = [];
    while (parser.token.type !== 'end') {
      if (bindings.length > 0) {
        parser.expect(',');
      }
      const target = this.#single(parser, false);
      parser.expect('=');
      bindings.push({ target, value: parser.expression() });
    }
    return { type: 'with', bindings, body: this.#closed('endwith') };
  }

  /** Nothing inherits from a text, so a block is its body. */
  #block({ parser }: Tag): Statement {
    const name = parser.name();
    parser.end();
    const { body, end } = this.#body(['endblock']);
    if (end?.parser.token.type === 'name') {
      end.parser.expect(name);
    }
    end?.parser.end();
    return { type: 'with', bindings: [], body };
  }

  #macro({ parser, offset }: Tag): Statement {
    const name = this.#bind(parser.name());
    const parameters = this.#parameters(parser);
    parser.end();
    return { type: 'macro', name, parameters, ...this.#macroBody('endmacro'), offset };
  }

  #call({ parser, offset }: Tag): Statement {
    const parameters = parser.is('(') ? this.#parameters(parser) : [];
    const call = parser.expression();
    parser.end();
    if (call.type !== 'call') {
      fail('syntax', 'a call block needs the call of a macro', { offset });
    }
    return { type: 'call', parameters, call, ...this.#macroBody('endcall'), offset };
  }

  /** The body of a macro, and which names of the call it asks for besides its parameters. */
  #macroBody(end: string): { readonly body: Body; readonly extras: ReadonlySet<string> } {
    const start = this.#at;
    const body = this.#closed(end);
    const used = this.#chunks
      .slice(start, this.#at)
      .flatMap((chunk) => (chunk.kind === 'text' ? [] : chunk.tokens.map(({ text }) => text)));
    return { body, extras: new Set(EXTRAS.filter((name) => used.includes(name))) };
  }

  #parameters(parser: Parser): readonly Parameter[] {
    EXTRAS.forEach((name) => {
      this.#bind(name);
    });
    const parameters: Parameter[] = [];
    parser.expect('(');
    while (!parser.skip(')')) {
      if (parameters.length > 0) {
        parser.expect(',');
      }
      const name = this.#bind(parser.name());
      const otherwise = parser.skip('=') ? parser.expression() : undefined;
      if (otherwise === undefined && parameters.at(-1)?.otherwise !== undefined) {
        parser.unexpected('a parameter with a default');
      }
      parameters.push({ name, otherwise });
    }
    return parameters;
  }

  #bind(name: string): string {
    this.#bound.add(name);
    return name;
  }

  /** A name, or several with commas between. */
  #target(parser: Parser, members: boolean): Target {
    const { offset } = parser.token;
    const first = this.#single(parser, members);
    if (!parser.is(',')) {
      return first;
    }
    const targets = [first];
    while (parser.skip(',') && parser.token.type === 'name' && !parser.is('in')) {
      targets.push(this.#single(parser, false));
    }
    return { type: 'names', targets, offset };
  }

  #single(parser: Parser, members: boolean): Target {
    if (parser.skip('(')) {
      const inner = this.#target(parser, false);
      parser.expect(')');
      return inner;
    }
    const { offset } = parser.token;
    const name = this.#bind(parser.name());
    if (!members && name === 'loop') {
      fail('syntax', "'loop' cannot be assigned to", { offset });
    }
    if (['true', 'false', 'none', 'True', 'False', 'None'].includes(name)) {
      fail('syntax', `'${name}' cannot be assigned to`, { offset });
    }
    return members && parser.skip('.')
      ? { type: 'member', name, member: parser.name(), offset }
      : { type: 'name', name };
  }
}
