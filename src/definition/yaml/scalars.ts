import type { Dialect } from '../definition.ts';

/** What a plain scalar can mean; text is the rest. `unfit`: a number that JSON has no room for. */
export type Resolved =
  | { readonly kind: 'value'; readonly value: null | boolean | number | string }
  | { readonly kind: 'unfit' };

/** Reads a plain scalar by the rules of the dialect's YAML. */
export function resolvePlain(text: string, dialect: Dialect): Resolved {
  if (/^(?:~|null|Null|NULL|)$/.test(text)) {
    return { kind: 'value', value: null };
  }
  const first = text.charAt(0);
  const number =
    first === '+' || first === '-' || first === '.' || (first >= '0' && first <= '9')
      ? dialect === 'native'
        ? coreNumber(text)
        : pythonNumber(text)
      : undefined;
  if (number !== undefined) {
    const fits = Number.isFinite(number) && !(Number.isInteger(number) && !exact(number, text));
    return fits ? { kind: 'value', value: number } : { kind: 'unfit' };
  }
  const boolean = (dialect === 'native' ? CORE_BOOLEANS : PYTHON_BOOLEANS).get(text);
  return { kind: 'value', value: boolean ?? text };
}

const CORE_BOOLEANS: ReadonlyMap<string, boolean> = spellings({ true: true, false: false });
/** `y` and `n` are text for PyYAML, unlike in the YAML 1.1 specification. */
const PYTHON_BOOLEANS: ReadonlyMap<string, boolean> = spellings({
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
});

function spellings(words: Readonly<Record<string, boolean>>): Map<string, boolean> {
  return new Map(
    Object.entries(words).flatMap(([word, value]) =>
      [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()].map(
        (spelling) => [spelling, value] as const,
      ),
    ),
  );
}

/** Whole numbers must be exact; `1e300` was never meant to be. */
function exact(number: number, text: string): boolean {
  return Number.isSafeInteger(number) || /[.eE]/.test(text.replace(/^[-+]?0x/, ''));
}

function coreNumber(text: string): number | undefined {
  if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text)) {
    return Number(text);
  }
  if (/^0o[0-7]+$|^0x[0-9a-fA-F]+$/.test(text)) {
    return Number(text);
  }
  return special(text);
}

/** YAML 1.1 as PyYAML narrows it: `0o7` and `1e3` are text, `017` is octal, `1:30` is ninety. */
function pythonNumber(text: string): number | undefined {
  if (/^[-+]?(?:0b[01_]+|0[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*(?::[0-5]?\d)*)$/.test(text)) {
    return pythonInteger(text.replaceAll('_', ''));
  }
  if (/^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.\d[\d_]*(?:[eE][-+]\d+)?)$/.test(text)) {
    return Number(text.replaceAll('_', ''));
  }
  if (/^[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*$/.test(text)) {
    return sexagesimal(text.replaceAll('_', ''));
  }
  return special(text);
}

function pythonInteger(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '');
  if (digits.includes(':')) {
    return sexagesimal(text);
  }
  if (/^0[bx]/.test(digits)) {
    return digits.length === 2 ? Number.NaN : sign * Number(digits);
  }
  return sign * (digits.startsWith('0') ? Number.parseInt(digits, 8) : Number(digits));
}

function sexagesimal(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const parts = text.replace(/^[-+]/, '').split(':');
  return sign * parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}

function special(text: string): number | undefined {
  return /^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/.test(text) ? Number.NaN : undefined;
}
