const SURROGATE = /[\ud800-\udfff]/;

/** A string's characters: code points, where JavaScript counts UTF-16 units. */
export function characters(text: string): readonly string[] {
  return SURROGATE.test(text) ? Array.from(text) : text.split('');
}

/** How many characters a string has. */
export function characterCount(text: string): number {
  if (!SURROGATE.test(text)) {
    return text.length;
  }
  let count = 0;
  for (const _ of text) {
    count++;
  }
  return count;
}

/** The characters from one position up to another, both within the text. */
export function sliceCharacters(text: string, from: number, to: number): string {
  if (!SURROGATE.test(text)) {
    return text.slice(from, Math.max(from, to));
  }
  const start = unitOf(text, from);
  return text.slice(start, start + unitOf(text.slice(start), Math.max(0, to - from)));
}

/** The UTF-16 position of a character's position. */
function unitOf(text: string, position: number): number {
  let unit = 0;
  for (let i = 0; i < position && unit < text.length; i++) {
    unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
  }
  return unit;
}

/** Orders strings by code points, as Python does. */
export function compareText(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      return rank(x) - rank(y);
    }
  }
  return a.length - b.length;
}

/** Surrogates stand for characters above all that fit one unit. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
