import * as v from 'valibot';
import { nearest } from '../../problem/suggest.ts';
import { own, setOwn } from '../../value/json.ts';
import type { Findings } from '../findings.ts';
import { type MapNode, type Path, toJson, type YamlNode } from '../yaml/tree.ts';
import { keyHint } from './key-hints.ts';
import { show } from './show.ts';

/** The keys of one kind of map: what is not listed is refused. */
export type Table<E extends v.ObjectEntries> = v.StrictObjectSchema<E, undefined>;

type Field = v.GenericSchema;

/**
 * Reads one map of the file by its table. Every key that does not fit becomes a finding and is left out, so
 * that the rest is still looked at; null when a required key is missing or the node is no map.
 */
export function readPiece<const E extends v.ObjectEntries>(
  table: Table<E>,
  node: YamlNode,
  path: Path,
  what: string,
  findings: Findings,
): v.InferOutput<Table<E>> | null {
  if (node.kind !== 'map') {
    findings.error('wrong_type', path, `${what} must be a map, not ${show(node)}.`);
    return null;
  }
  reportUnknownKeys(table, node, path, what, findings);
  const raw = plainValues(table, node);
  const result = v.safeParse(table, raw, { abortPipeEarly: true });
  if (result.success) {
    return result.output;
  }
  for (const issue of result.issues) {
    reportIssue(issue, node, path, what, findings);
    const key = issue.path?.[0]?.key;
    if (typeof key === 'string') {
      delete raw[key];
    }
  }
  const rest = v.safeParse(table, raw);
  return rest.success ? rest.output : null;
}

/** The name of the part's own schema, for a key that is read by its own reader. */
export function slotShape(schema: Field): string | undefined {
  const inner = unwrap(schema);
  const { shape } = v.getMetadata(inner);
  return typeof shape === 'string' ? shape : undefined;
}

/** The schema below `optional` and `nullish`. */
function unwrap(schema: Field): Field {
  return 'wrapped' in schema ? unwrap(schema.wrapped as Field) : schema;
}

function plainValues<E extends v.ObjectEntries>(table: Table<E>, node: MapNode): Record<string, unknown> {
  const raw: Record<string, unknown> = {};
  for (const [key, { value }] of node.entries) {
    const field = own<Field>(table.entries, key);
    if (field !== undefined) {
      setOwn(raw, key, slotShape(field) === undefined ? toJson(value) : value);
    }
  }
  return raw;
}

function reportUnknownKeys<E extends v.ObjectEntries>(
  table: Table<E>,
  node: MapNode,
  path: Path,
  what: string,
  findings: Findings,
): void {
  const known = Object.keys(table.entries);
  for (const key of node.entries.keys()) {
    if (!Object.hasOwn(table.entries, key)) {
      const free = known.filter((name) => !node.entries.has(name));
      const near = findings.full ? undefined : nearest(key, free);
      const hint = near === undefined ? keyHint(key, known) : `Did you mean \`${near}\`?`;
      findings.error('unknown_key', [...path, key], `${what} has no key \`${key}\`.`, { hint, atKey: true });
    }
  }
}

function reportIssue(issue: v.BaseIssue<unknown>, node: MapNode, path: Path, what: string, findings: Findings): void {
  const steps = (issue.path ?? []).map((item) => item.key as string | number);
  const key = String(steps[0] ?? '');
  const place = [...path, ...steps];
  if (!node.entries.has(key)) {
    findings.error('missing_key', path, `${what} needs the key \`${key}\`.`);
    return;
  }
  const subject = steps.length > 1 ? `An entry of \`${key}\`` : `\`${key}\``;
  const message = `${subject} ${issue.message}, not ${show(issue.input)}.`;
  findings.error(isMismatch(issue) ? 'wrong_type' : 'invalid_value', place, message, {
    hint: valueHint(issue),
  });
}

/** A value of another type, as against a value of the right type that does not fit. */
function isMismatch(issue: v.BaseIssue<unknown>): boolean {
  return issue.kind === 'schema' && !(typeof issue.input === 'string' && offersChoice(issue));
}

/** The field takes one of several words, perhaps beside other types. */
function offersChoice(issue: v.BaseIssue<unknown>): boolean {
  return issue.type === 'picklist' || (issue.issues ?? []).some((inner) => inner.type === 'picklist');
}

function valueHint(issue: v.BaseIssue<unknown>): string | undefined {
  if (issue.input === null) {
    return 'Remove the key, or give it a value.';
  }
  if (typeof issue.input !== 'string' || !offersChoice(issue)) {
    return undefined;
  }
  const options = [...issue.message.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
  const near = nearest(issue.input, options);
  return near === undefined ? undefined : `Did you mean \`${near}\`?`;
}
