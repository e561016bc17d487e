import {
  type Assign,
  BODY_NAME,
  type Body,
  type Capture,
  type Conditional,
  type For,
  type ListNode,
  literal,
  type MacroNode,
  type Name,
  type Node,
  type Parameter,
  type Target,
  type With,
} from '../ast.ts';
import { grown } from '../core/tree.ts';
import { badSyntax } from '../error.ts';
import { END_OF_TEXT, tokensOf } from './chunks.ts';
import { Parser } from './parser.ts';

/** Names that a macro has beside its parameters. */
const EXTRAS = ['varargs', 'kwargs'];

/** How many levels of an expression a block counts. */
const LEVELS = 8;

export interface Template {
  readonly body: Body;
  /** Every name that the template binds anywhere. */
  readonly bound: ReadonlySet<string>;
}

/** Reads a text with blocks; `protect` is for what its raw blocks hold. */
export function parseTemplate(text: string, protect: (raw: string) => string): Template {
  const parser = new TemplateParser(tokensOf(text, protect));
  return { body: parser.body(END_OF_TEXT), bound: parser.bound };
}

class TemplateParser extends Parser {
  readonly bound = new Set([BODY_NAME]);

  /** Reads from the end of a tag up to the name of one of some tags. */
  body(...until: readonly string[]): Body {
    const parts: Node[] = [];
    this.expect('%}');
    for (;;) {
      const { type, text, offset } = this.next();
      if (type === 'text') {
        parts.push(literal(text, offset));
      } else if (text === '{{') {
        parts.push(this.tuple());
        this.expect('}}');
      } else if (until.includes(this.operator())) {
        return bodyOf(parts, offset);
      } else {
        parts.push(this.deeper(() => this.#statement(offset, until), LEVELS));
        this.expect('%}');
      }
    }
  }

  /** Reads up to behind the name of the closing tag. */
  #closed(close: string): Body {
    const body = this.body(close);
    this.next();
    return body;
  }

  /** Reads the last part of a block, if an `else` opens it. */
  #otherwise(close: string): Body {
    if (this.skip('else')) {
      return this.#closed(close);
    }
    return bodyOf([], this.next().offset);
  }

  #statement(offset: number, until: readonly string[]): Node {
    const name = this.operator();
    this.next();
    switch (name) {
      case 'if':
        return this.#if(offset);
      case 'for':
        return this.#for(offset);
      case 'set': {
        const target = this.#target(!this.is('('));
        const value = this.skip('=') ? this.tuple() : this.#capture('endset', this.skip('|'), offset);
        return grown<Assign>('assign', offset, { target, value });
      }
      case 'filter':
        return this.#capture('endfilter', true, offset);
      case 'with':
        return this.#with('endwith', offset);
      case 'macro': {
        const own = this.#bind(this.name());
        const target = grown<Name>('name', offset, { name: own });
        return grown<Assign>('assign', offset, {
          target,
          value: this.#macro(own, offset),
        });
      }
    }
    return badSyntax(`a block or '${until.at(-1)}' is needed, not '${name}'`, offset);
  }

  #if(offset: number): Node {
    const test = this.tuple();
    const body = this.body('elif', 'else', 'endif');
    const otherwise = this.skip('elif') ? bodyOf([this.#if(offset)], offset) : this.#otherwise('endif');
    return grown<Conditional>('conditional', offset, { test, body, otherwise });
  }

  #for(offset: number): Node {
    this.#bind('loop');
    const target = this.#target();
    this.expect('in');
    const list = this.tuple(() => this.expression(1));
    const test = this.skip('if') ? this.expression() : undefined;
    const recursive = this.skip('recursive');
    const body = this.body('else', 'endfor');
    const otherwise = this.#otherwise('endfor');
    return grown<For>('for', offset, { target, list, test, recursive, body, otherwise });
  }

  /** The text of the block that follows, through filters if they stand here, one after the other. */
  #capture(close: string, filtered: boolean, offset: number): Node {
    let filter: Node = grown<Name>('name', offset, { name: BODY_NAME });
    for (let more = filtered; more; more = this.skip('|')) {
      filter = this.applied('filter', filter);
    }
    return grown<Capture>('capture', offset, { filter, body: this.#closed(close) });
  }

  #with(close: string, offset: number): Node {
    const targets: Target[] = [];
    const values: Node[] = [];
    for (let more = !this.is('%}'); more; more = this.skip(',')) {
      targets.push(this.#target(false, this.member()));
      this.expect('=');
      values.push(this.expression());
    }
    const target = grown<ListNode>('tuple', offset, { items: targets });
    return grown<With>('with', offset, { target, values, body: this.#closed(close) });
  }

  #macro(name: string, offset: number): MacroNode {
    const parameters = this.#parameters();
    const start = this.at;
    const body = this.#closed('endmacro');
    const read = this.tokens.slice(start, this.at);
    const extras = EXTRAS.filter((extra) => read.some(({ type, text }) => text === extra && type !== 'text'));
    return grown<MacroNode>('macro', offset, { name, parameters, body, extras });
  }

  #parameters(): readonly Parameter[] {
    EXTRAS.forEach((name) => {
      this.#bind(name);
    });
    const parameters: Parameter[] = [];
    this.expect('(');
    for (let more = !this.is(')'); more; more = this.skip(',')) {
      const name = this.#bind(this.name());
      const otherwise = this.skip('=') ? this.expression() : undefined;
      if (!otherwise && parameters.at(-1)?.otherwise) {
        this.unexpected('a parameter with a default');
      }
      parameters.push({ name, otherwise });
    }
    this.expect(')');
    return parameters;
  }

  #bind(name: string): string {
    this.bound.add(name);
    return name;
  }

  /** What is read as a value, to be assigned to. */
  #target(members = false, node = this.tuple(() => this.member())): Target {
    if (node.type === 'name' && (members || node.name !== 'loop')) {
      this.#bind(node.name);
    } else if (node.type === 'tuple') {
      node.items.forEach((item) => {
        this.#target(false, item);
      });
    } else if (members && node.type === 'attribute') {
      this.#target(false, node.object);
    } else {
      badSyntax('this cannot be assigned to', node.offset);
    }
    return node;
  }
}

function bodyOf(parts: readonly Node[], offset: number): Body {
  return grown<Body>('body', offset, { parts });
}
