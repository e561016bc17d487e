import * as v from 'valibot';
import type { Findings } from '../definition/findings.ts';
import { readOutput, readParameters } from '../definition/native/read-parameters.ts';
import { readDocument } from '../definition/read-document.ts';
import { choice, durationOrExpression, filledText, slot, text, textList } from '../definition/shape/fields.ts';
import { readPiece } from '../definition/shape/piece.ts';
import { childOf, type YamlNode } from '../definition/yaml/tree.ts';
import type { Finding } from '../problem/finding.ts';
import type { Json, JsonObject } from '../value/json.ts';

/** An action that a pack defines: a call with parameters of its own. Strings in `call` may be expressions. */
export interface PackAction {
  readonly ref: string;
  readonly label: string;
  readonly description: string | null;
  /** JSON Schema (`type: object`). */
  readonly parameters: JsonObject;
  readonly output: JsonObject | null;
  readonly timeout: number | string | null;
  /** Names of the secrets its call may open. */
  readonly secrets: readonly string[];
  readonly delivery: 'at_least_once' | 'at_most_once' | null;
  readonly call: PackCall;
}

export type PackCall =
  | ({ readonly kind: 'http' } & HttpCall)
  | ({ readonly kind: 'webhook' } & HttpCall & WebhookCall)
  | { readonly kind: 'workflow'; readonly ref: string }
  /** The engine runs it itself; only the pack `core` has such actions. */
  | { readonly kind: 'core' };

interface HttpCall {
  readonly method?: string | undefined;
  readonly url: string;
  readonly headers?: Json | undefined;
  readonly query?: Json | undefined;
  readonly json?: Json | undefined;
  readonly form?: Json | undefined;
  readonly body?: Json | undefined;
  readonly expect?: Json | undefined;
  readonly result?: Json | undefined;
}

interface WebhookCall {
  readonly expires_in?: number | string | undefined;
  readonly schema?: Json | undefined;
  readonly fail_when?: string | undefined;
  readonly secret?: string | undefined;
}

/** The keys of an action's file. */
export const ActionTable = v.strictObject({
  ref: v.optional(filledText),
  label: v.optional(filledText),
  description: v.nullish(text),
  parameters: v.optional(slot('parameters')),
  output: v.optional(slot('schema')),
  timeout: v.optional(durationOrExpression),
  secrets: v.optional(textList),
  delivery: v.optional(choice(['at_least_once', 'at_most_once'])),
  call: slot('call'),
});

const JsonValue = v.custom<Json>(() => true);
const record = v.union([v.record(v.string(), JsonValue), text], 'must be a map, or an expression giving one');
const http = {
  method: v.optional(filledText),
  url: filledText,
  headers: v.optional(record),
  query: v.optional(record),
  json: v.optional(JsonValue),
  form: v.optional(record),
  body: v.optional(JsonValue),
  expect: v.optional(v.union([v.array(v.pipe(v.number(), v.integer())), text], 'must be a list of status codes')),
  result: v.optional(JsonValue),
};

/** The keys of `call`, by its kind. */
export const CallTables = {
  http: v.strictObject({ kind: v.literal('http'), ...http }),
  webhook: v.strictObject({
    kind: v.literal('webhook'),
    ...http,
    expires_in: v.optional(durationOrExpression),
    schema: v.optional(JsonValue),
    fail_when: v.optional(filledText),
    secret: v.optional(filledText),
  }),
  workflow: v.strictObject({ kind: v.literal('workflow'), ref: filledText }),
  core: v.strictObject({ kind: v.literal('core') }),
} as const;

export interface LoadedAction {
  readonly action: PackAction | null;
  readonly findings: readonly Finding[];
}

/**
 * Reads a file of `actions/`. Never throws.
 * @param ref what its place says; the file may say another one of the same pack.
 */
export function loadAction(
  source: string,
  { ref, pack }: { readonly ref: string; readonly pack: string },
): LoadedAction {
  const { root, findings } = readDocument(source, 'An action');
  if (root === null) {
    return { action: null, findings: findings.sorted() };
  }
  const piece = readPiece(ActionTable, root, [], 'An action', findings);
  const named = piece?.ref ?? ref;
  if (!named.startsWith(`${pack}.`) || !/^[\w-]+(\.[\w-]+)+$/.test(named)) {
    findings.error('invalid_value', ['ref'], `\`ref\` must begin with the pack's, \`${pack}.\`, and have no spaces.`, {
      hint: `The file's place gives \`${ref}\`; the key can be left out.`,
    });
  }
  const parameters = readParameters(childOf(root, 'parameters'), ['parameters'], findings);
  const output = childOf(root, 'output');
  const outputSchema = output === undefined ? null : readOutput(output, ['output'], findings);
  const call = piece === null ? null : readCall(piece.call, pack, findings);
  if (piece === null || call === null || findings.failed) {
    return { action: null, findings: findings.sorted() };
  }
  const action: PackAction = {
    ref: named,
    label: piece.label ?? named,
    description: piece.description ?? null,
    parameters,
    output: outputSchema,
    timeout: piece.timeout ?? null,
    secrets: [...new Set(piece.secrets)],
    delivery: piece.delivery ?? null,
    call,
  };
  return { action, findings: findings.sorted() };
}

function readCall(node: YamlNode, pack: string, findings: Findings): PackCall | null {
  const kind = childOf(node, 'kind');
  const name = kind?.kind === 'scalar' ? kind.value : undefined;
  if (name === 'core' && pack === 'core') {
    return readCallOf('core', node, findings);
  }
  if (name !== 'http' && name !== 'webhook' && name !== 'workflow') {
    const at = kind === undefined ? ['call'] : ['call', 'kind'];
    findings.error('invalid_value', at, '`call.kind` must be one of `http`, `webhook`, `workflow`.');
    return null;
  }
  const call = readCallOf(name, node, findings);
  const bodies = ['json', 'form', 'body'].filter((key) => childOf(node, key) !== undefined);
  if (bodies.length > 1) {
    findings.error(
      'invalid_value',
      ['call', bodies[1] ?? ''],
      `\`call\` has ${bodies.join(' and ')}; one body is enough.`,
    );
  }
  return call;
}

function readCallOf(kind: PackCall['kind'], node: YamlNode, findings: Findings): PackCall | null {
  switch (kind) {
    case 'http':
      return readPiece(CallTables.http, node, ['call'], '`call`', findings);
    case 'webhook':
      return readPiece(CallTables.webhook, node, ['call'], '`call`', findings);
    case 'workflow':
      return readPiece(CallTables.workflow, node, ['call'], '`call`', findings);
    case 'core':
      return readPiece(CallTables.core, node, ['call'], '`call`', findings);
  }
}
