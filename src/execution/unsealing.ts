import { isObject, type Json, type JsonObject, objectFrom } from '../value/json.ts';
import { isSealed, type SealedCallback, type SealedPart } from '../value/sealed.ts';

/** Opens the parts of sealed values: in memory, at the call, and nowhere else. */
export interface Unsealer {
  callbackUrl(execution: string, callback: SealedCallback['callback']): Promise<string>;
  /** @throws Error when there is no secret of that name, Away when the registry cannot be reached */
  secret(name: string): Promise<string>;
  /** The JSON text of a secret parameter. @throws Error when the box does not open */
  parameter(box: string): Promise<string>;
}

/** A value in the clear, and the texts that were put into it. */
export interface Opened {
  readonly value: Json;
  readonly secrets: readonly string[];
}

/** Opens every sealed value inside. A secret parameter that stands alone keeps its type. */
export async function unseal(value: Json, execution: string, unsealer: Unsealer): Promise<Opened> {
  const secrets: string[] = [];
  const open = async (inner: Json): Promise<Json> => {
    if (isSealed(inner)) {
      const parts = await Promise.all(inner.$sealed.map((part) => openPart(part, execution, unsealer)));
      const texts = parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part)));
      secrets.push(...texts.filter((_, i) => typeof inner.$sealed[i] !== 'string'));
      return parts.length === 1 ? (parts[0] ?? null) : texts.join('');
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

async function openPart(part: SealedPart, execution: string, unsealer: Unsealer): Promise<Json> {
  if (typeof part === 'string') {
    return part;
  }
  if ('callback' in part) {
    return unsealer.callbackUrl(execution, (part as SealedCallback).callback);
  }
  return 'secret' in part
    ? unsealer.secret(String(part.secret))
    : (JSON.parse(await unsealer.parameter(String(part.box))) as Json);
}

export const REDACTED = '[sealed]';
/** What is shorter stands in too many texts by chance; replacing it would only spoil them. */
const SHORTEST = 4;

/** Replaces every occurrence of an opened text inside a value that comes back. */
export function redact(value: Json, secrets: readonly string[]): Json {
  if (secrets.length === 0) {
    return value;
  }
  if (typeof value === 'string') {
    return secrets.reduce(
      (text, secret) => (secret.length < SHORTEST ? text : text.replaceAll(secret, REDACTED)),
      value,
    );
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
