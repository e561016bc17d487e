import * as v from 'valibot';
import { check } from '../http/check.ts';
import type { QueryOf } from './endpoint.ts';

/**
 * The query as its entries describe it. Text becomes a number or a boolean where the entry wants one; an entry that is
 * an array may be repeated. Names that are not described are refused, so that a mistyped filter does not list
 * everything; `foreign` lets them pass.
 * @throws ProblemError `bad_request` with a finding for everything that does not fit.
 */
export function readQuery<Q extends v.ObjectEntries>(entries: Q, given: URLSearchParams, foreign: boolean): QueryOf<Q> {
  const names = [...new Set(given.keys())].filter((name) => !foreign || Object.hasOwn(entries, name));
  const raw = Object.fromEntries(names.map((name) => [name, fromText(kindOf(entries[name]), given.getAll(name))]));
  return check(v.strictObject(entries), raw, 'bad_request', 'the query does not fit') as QueryOf<Q>;
}

/** The type that a schema is about: that of what is optional, the first one of a pipe. */
function kindOf(schema: v.GenericSchema | undefined): string {
  return schema !== undefined && 'wrapped' in schema ? kindOf(schema.wrapped as v.GenericSchema) : (schema?.type ?? '');
}

function fromText(kind: string, values: readonly string[]): unknown {
  const [value = ''] = values;
  if (kind === 'array' || values.length > 1) {
    return values;
  }
  if (kind === 'number') {
    return /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  }
  return kind === 'boolean' && (value === 'true' || value === 'false') ? value === 'true' : value;
}
