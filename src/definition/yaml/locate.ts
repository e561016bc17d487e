import type { ScalarNode, ScalarStyle } from './tree.ts';

const ESCAPE_LENGTH: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };

/**
 * Finds where characters of a scalar's text stand in the source: folding, indentation, escapes and quotes lie
 * in between. Falls back to the start of the scalar when text and source do not line up. Going forwards costs
 * no more than one walk through the scalar.
 */
export function locator(source: string, node: ScalarNode): (offset: number) => number {
  let walk = new Alignment(source, node);
  return (offset) => {
    if (offset < walk.done) {
      walk = new Alignment(source, node);
    }
    while (walk.done < offset) {
      if (!walk.step()) {
        return node.start;
      }
    }
    return walk.at;
  };
}

class Alignment {
  at: number;
  /** Characters of the text already passed. */
  done = 0;
  readonly #source: string;
  readonly #text: string;
  readonly #style: ScalarStyle;
  readonly #end: number;

  constructor(source: string, node: ScalarNode) {
    this.#source = source;
    this.#text = node.text;
    this.#style = node.style;
    this.#end = node.end;
    this.at = contentStart(source, node);
    if (node.style === 'literal' || node.style === 'folded') {
      // The indentation that was passed over may be partly text.
      this.done = node.text.search(/\S|$/);
    }
  }

  step(): boolean {
    if (this.at >= this.#end || this.done >= this.#text.length) {
      return false;
    }
    const raw = this.#source.charAt(this.at);
    if (this.#style === 'double' && raw === '\\') {
      return this.#escape();
    }
    if (isBlank(raw) && isBlank(this.#text.charAt(this.done))) {
      this.#blanks();
      return true;
    }
    if (raw !== this.#text.charAt(this.done)) {
      return false;
    }
    this.at += this.#style === 'single' && raw === "'" ? 2 : 1;
    this.done += 1;
    return true;
  }

  /** Runs of blanks stand for each other, however they were folded. */
  #blanks(): void {
    while (this.at < this.#end && isBlank(this.#source.charAt(this.at))) {
      this.at += 1;
    }
    while (this.done < this.#text.length && isBlank(this.#text.charAt(this.done))) {
      this.done += 1;
    }
  }

  #escape(): boolean {
    const letter = this.#source.charAt(this.at + 1);
    if (letter === '\n' || letter === '\r') {
      this.at += 1;
      while (this.at < this.#end && isBlank(this.#source.charAt(this.at))) {
        this.at += 1;
      }
      return true;
    }
    this.at += ESCAPE_LENGTH[letter] ?? 2;
    this.done += (this.#text.codePointAt(this.done) ?? 0) > 0xffff ? 2 : 1;
    return true;
  }
}

function contentStart(source: string, node: ScalarNode): number {
  if (node.style === 'plain') {
    return node.start;
  }
  if (node.style === 'single' || node.style === 'double') {
    return node.start + 1;
  }
  const header = source.indexOf('\n', node.start);
  let at = header === -1 ? node.start : header + 1;
  while (at < node.end && isBlank(source.charAt(at))) {
    at += 1;
  }
  return at;
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}
