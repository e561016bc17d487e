import { isObject, type Json, type JsonObject, objectFrom } from '../value/json.ts';
import { isSealed, type Sealed, type SealedCallback } from '../value/sealed.ts';

/** Opens the parts of sealed values: in memory, at the call, and nowhere else. */
export interface Unsealer {
  callbackUrl(execution: string, callback: SealedCallback['callback']): Promise<string>;
  /** @throws Error when there is no secret of that name */
  secret(name: string): Promise<string>;
}

/** A value in the clear, and the texts that were put into it. */
export interface Opened {
  readonly value: Json;
  readonly secrets: readonly string[];
}

/** Opens every sealed value inside. */
export async function unseal(value: Json, execution: string, unsealer: Unsealer): Promise<Opened> {
  const secrets: string[] = [];
  const openPart = async (part: Sealed['$sealed'][number]): Promise<string> => {
    if (typeof part === 'string') {
      return part;
    }
    const text =
      'callback' in part
        ? await unsealer.callbackUrl(execution, (part as SealedCallback).callback)
        : await unsealer.secret(String('secret' in part ? part.secret : part.parameter));
    secrets.push(text);
    return text;
  };
  const open = async (inner: Json): Promise<Json> => {
    if (isSealed(inner)) {
      return (await Promise.all(inner.$sealed.map(openPart))).join('');
    }
    if (Array.isArray(inner)) {
      return Promise.all(inner.map(open));
    }
    if (isObject(inner)) {
      const entries = await Promise.all(
        Object.entries(inner as JsonObject).map(async ([key, member]) => [key, await open(member)] as const),
      );
      return objectFrom(entries);
    }
    return inner;
  };
  return { value: await open(value), secrets };
}

export const REDACTED = '[sealed]';

/** Replaces every occurrence of an opened text inside a value that comes back. */
export function redact(value: Json, secrets: readonly string[]): Json {
  if (secrets.length === 0) {
    return value;
  }
  if (typeof value === 'string') {
    return secrets.reduce((text, secret) => (secret === '' ? text : text.replaceAll(secret, REDACTED)), value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => redact(item, secrets));
  }
  if (isObject(value)) {
    const entries = Object.entries(value as JsonObject);
    return objectFrom(entries.map(([key, member]) => [String(redact(key, secrets)), redact(member, secrets)] as const));
  }
  return value;
}
