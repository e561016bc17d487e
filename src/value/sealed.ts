import { isObject, type Json, type JsonObject, objectFrom } from './json.ts';

/**
 * A value that may be passed on and interpolated, but not read: secrets, secret parameters, callback URLs.
 * Core, log and rows hold only its recipe; the dispatcher opens it in memory at the call.
 */
export interface Sealed extends JsonObject {
  readonly $sealed: readonly SealedPart[];
}

/** Plain text between sealed parts is a string; the rest names what is to be put in. */
export type SealedPart = string | SealedSecret | SealedCallback | SealedParameter;
export interface SealedSecret extends JsonObject {
  readonly secret: string;
}
export interface SealedParameter extends JsonObject {
  readonly parameter: string;
  /** `<execution>/<sealed JSON text>`: the execution it was given to, whose id it was sealed with. */
  readonly box: string;
}
export interface SealedCallback extends JsonObject {
  readonly callback: { readonly instance: string; readonly item: number | null; readonly attempt: number };
}

export function isSealed(value: unknown): value is Sealed {
  return isObject(value) && Array.isArray(value.$sealed) && Object.keys(value).length === 1;
}

/** Joins plain text and sealed values into one sealed value, merging neighbouring text. */
export function concatSealed(parts: readonly (string | Sealed)[]): Sealed {
  const merged: SealedPart[] = [];
  for (const part of parts.flatMap<SealedPart>((one) => (typeof one === 'string' ? one : one.$sealed))) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') {
      merged[merged.length - 1] = last + part;
    } else if (part !== '') {
      merged.push(part);
    }
  }
  return { $sealed: merged };
}

/** True when a sealed value stands anywhere inside. */
export function containsSealed(value: Json): boolean {
  if (isSealed(value)) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.some(containsSealed);
  }
  return isObject(value) && Object.values(value).some(containsSealed);
}

/** The name a marker gets that came from outside. */
const DEFUSED = '$sealed (from outside)';

/**
 * What an answer, a callback or a signal brings may look sealed. Its markers are renamed, so that it stays the
 * data it is and opens nothing. Values without markers are given back as they are.
 */
export function defuse(value: Json): Json {
  if (Array.isArray(value)) {
    const items = value.map(defuse);
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  if (!isObject(value)) {
    return value;
  }
  const entries = Object.entries(value).map(
    ([key, member]) => [key === '$sealed' ? DEFUSED : key, defuse(member)] as const,
  );
  const changed = entries.some(([key, member]) => key === DEFUSED || member !== value[key]);
  return changed ? objectFrom(entries) : value;
}

/** What stands in place of a sealed value in everything that leaves the server for good. */
const REDACTED: JsonObject = { $redacted: true };

/** The value without recipes: what was sealed is only said to have been there. */
export function redactSealed(value: Json): Json {
  if (isSealed(value)) {
    return REDACTED;
  }
  if (Array.isArray(value)) {
    return value.map(redactSealed);
  }
  return isObject(value)
    ? objectFrom(Object.entries(value).map(([key, member]) => [key, redactSealed(member)] as const))
    : value;
}
