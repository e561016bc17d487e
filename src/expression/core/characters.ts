const SURROGATE = /[\ud800-\udfff]/;

/** A string's characters: code points, where JavaScript counts UTF-16 units. */
export function characters(text: string): readonly string[] {
  return SURROGATE.test(text) ? [...text] : text.split('');
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
  return text.slice(unitOf(text, from), unitOf(text, to));
}

/** The UTF-16 position of a character's position. */
function unitOf(text: string, position: number): number {
  if (!SURROGATE.test(text)) {
    return position;
  }
  let unit = 0;
  let left = position;
  for (const character of text) {
    if (left-- <= 0) {
      break;
    }
    unit += character.length;
  }
  return unit;
}

/** Orders strings by code points, as Python does. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a[i] !== b[i]) {
      return (a.codePointAt(i) as number) - (b.codePointAt(i) as number);
    }
  }
  return a.length - b.length;
}
