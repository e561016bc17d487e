import {
  type Binding,
  BODY_NAME,
  type Body,
  type Capture,
  literal,
  type MacroNode,
  type Name,
  type Node,
  type Parameter,
  type Statement,
  type Target,
} from '../ast.ts';
import { MAX_DEPTH } from '../core/syntax.ts';
import { grown } from '../core/tree.ts';
import { badSyntax, exceeded } from '../error.ts';
import { type Chunk, chunksOf } from './chunks.ts';
import { CONSTANTS, Parser } from './parser.ts';

/** Names that a macro has beside its parameters. */
const EXTRAS = ['caller', 'varargs', 'kwargs'];

export interface Template {
  readonly body: Body;
  /** Every name that the template binds anywhere. */
  readonly bound: ReadonlySet<string>;
}

/** Reads a text with blocks. */
export function parseTemplate(text: string): Template {
  return new TemplateParser(chunksOf(text), text.length).parse();
}

/** A tag, read up to behind its name. */
interface Tag {
  readonly name: string;
  readonly parser: Parser;
  readonly offset: number;
}

interface Block {
  readonly body: Body;
  readonly end: Tag;
}

/** How many blocks may stand one in another. */
const MOST_BLOCKS = MAX_DEPTH / 4;

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
    return { body: this.#block().body, bound: this.#bound };
  }

  /** Reads up to one of some tags, or to the end of the text. */
  #block(...until: readonly string[]): Block {
    const body: Statement[] = [];
    for (let chunk = this.#chunks[this.#at++]; chunk; chunk = this.#chunks[this.#at++]) {
      const { offset } = chunk;
      if (chunk.kind === 'text') {
        body.push({ type: 'output', node: literal(chunk.text, offset), raw: chunk.raw });
        continue;
      }
      const parser = new Parser(chunk.tokens);
      if (chunk.kind === 'output') {
        body.push({ type: 'output', node: parser.tuple() });
        parser.end();
        continue;
      }
      const tag = { name: parser.name(), parser, offset };
      if (until.includes(tag.name)) {
        return { body, end: tag };
      }
      if (++this.#nesting > MOST_BLOCKS) {
        exceeded(MOST_BLOCKS, 'levels of blocks', offset);
      }
      body.push(this.#statement(tag));
      this.#nesting--;
    }
    const offset = this.#length;
    return until.length > 0
      ? badSyntax(`'${until.at(-1)}' is missing`, offset)
      : { body, end: { name: '', parser: new Parser([]), offset } };
  }

  /** Reads up to a tag that has nothing but its name. */
  #closed(...until: readonly string[]): Block {
    const block = this.#block(...until);
    block.end.parser.end();
    return block;
  }

  /** Reads the last part of a block, if an `else` has opened it. */
  #else(end: Tag, until: string): Body {
    return end.name === 'else' ? this.#closed(until).body : [];
  }

  #statement({ name, parser, offset }: Tag): Statement {
    switch (name) {
      case 'if':
        return this.#if(parser);
      case 'for':
        return this.#for(parser, offset);
      case 'set':
        return this.#set(parser, offset);
      case 'filter':
        return { type: 'output', node: this.#capture(this.#filters(parser), parser, 'endfilter', offset) };
      case 'with':
        return this.#with(parser);
      case 'block': {
        const own = parser.name();
        parser.end();
        const { body, end } = this.#block('endblock');
        end.parser.skip(own);
        end.parser.end();
        return { type: 'with', bindings: [], body };
      }
      case 'macro': {
        const own = this.#bind(parser.name());
        return { type: 'assign', target: { type: 'name', name: own }, value: this.#macro(own, parser, offset) };
      }
      case 'call':
        return this.#call(parser, offset);
    }
    return badSyntax(`there is no block '${name}'`, offset);
  }

  #if(parser: Parser): Statement {
    const test = parser.tuple();
    parser.end();
    const { body: whenTrue, end } = this.#block('elif', 'else', 'endif');
    if (end.name === 'elif') {
      return { type: 'conditional', test, whenTrue, otherwise: [this.#if(end.parser)] };
    }
    end.parser.end();
    return { type: 'conditional', test, whenTrue, otherwise: this.#else(end, 'endif') };
  }

  #for(parser: Parser, offset: number): Statement {
    this.#bind('loop');
    const target = this.#target(parser, false);
    parser.expect('in');
    const list = parser.tuple(1);
    const condition = parser.skip('if') ? parser.expression() : undefined;
    const recursive = parser.skip('recursive');
    parser.end();
    const { body, end } = this.#closed('else', 'endfor');
    return { type: 'for', offset, target, list, condition, recursive, body, otherwise: this.#else(end, 'endfor') };
  }

  #set(parser: Parser, offset: number): Statement {
    const target = this.#target(parser, true);
    if (parser.skip('=')) {
      const value = parser.tuple();
      parser.end();
      return { type: 'assign', target, value };
    }
    const filter = parser.skip('|') ? this.#filters(parser) : undefined;
    return { type: 'assign', target, value: this.#capture(filter, parser, 'endset', offset) };
  }

  #capture(filter: Node | undefined, parser: Parser, until: string, offset: number): Capture {
    parser.end();
    return { type: 'capture', offset, filter, body: this.#closed(until).body };
  }

  /** One filter after the other, the first of them on the block's text. */
  #filters(parser: Parser): Node {
    let node: Node = grown<Name>('name', parser.token.offset, { name: BODY_NAME });
    do {
      node = parser.filter(node);
    } while (parser.skip('|'));
    return node;
  }

  #with(parser: Parser): Statement {
    const bindings: Binding[] = [];
    while (parser.token.type !== 'end') {
      this.#comma(parser, bindings);
      const target = this.#single(parser, false);
      parser.expect('=');
      bindings.push({ target, value: parser.expression() });
    }
    return { type: 'with', bindings, body: this.#closed('endwith').body };
  }

  #comma(parser: Parser, before: readonly unknown[]): void {
    if (before.length > 0) {
      parser.expect(',');
    }
  }

  /** A call of a macro that gets what stands in the block as `caller`. */
  #call(parser: Parser, offset: number): Statement {
    const parameters = parser.is('(') ? this.#parameters(parser) : [];
    const call = parser.expression();
    if (call.type !== 'call') {
      return badSyntax('the call of a macro is needed', offset);
    }
    const value = this.#macro('caller', parser, offset, parameters);
    return { type: 'output', node: { ...call, offset, named: [...call.named, { name: 'caller', value }] } };
  }

  #macro(name: string, parser: Parser, offset: number, given?: readonly Parameter[]): MacroNode {
    const parameters = given ?? this.#parameters(parser);
    parser.end();
    const start = this.#at;
    const { body } = this.#closed(given ? 'endcall' : 'endmacro');
    const read = this.#chunks.slice(start, this.#at);
    const extras = EXTRAS.filter((extra) =>
      read.some((chunk) => chunk.kind !== 'text' && chunk.tokens.some(({ text }) => text === extra)),
    );
    return { type: 'macro', offset, name, parameters, body, extras };
  }

  #parameters(parser: Parser): readonly Parameter[] {
    EXTRAS.forEach((name) => {
      this.#bind(name);
    });
    const parameters: Parameter[] = [];
    parser.expect('(');
    while (!parser.skip(')')) {
      this.#comma(parser, parameters);
      const name = this.#bind(parser.name());
      const otherwise = parser.skip('=') ? parser.expression() : undefined;
      if (!otherwise && parameters.at(-1)?.otherwise) {
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

  #target(parser: Parser, members: boolean): Target {
    const { offset } = parser.token;
    const targets = [this.#single(parser, members)];
    const [first] = targets;
    if (first && !parser.is(',')) {
      return first;
    }
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
    if (CONSTANTS.has(name) || (name === 'loop' && !members)) {
      badSyntax(`'${name}' cannot be assigned to`, offset);
    }
    return members && parser.skip('.')
      ? { type: 'member', name, member: parser.name(), offset }
      : { type: 'name', name };
  }
}
