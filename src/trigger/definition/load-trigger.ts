import type { Findings } from '../../definition/findings.ts';
import { readDocument } from '../../definition/read-document.ts';
import { readPiece } from '../../definition/shape/piece.ts';
import { childOf, type YamlNode } from '../../definition/yaml/tree.ts';
import type { Finding } from '../../problem/finding.ts';
import { readInput } from './read-input.ts';
import { readSchedule } from './read-schedule.ts';
import { readWebhook } from './read-webhook.ts';
import { TriggerTable } from './tables.ts';
import type { ScheduleTrigger, TriggerDefinition, WebhookTrigger } from './trigger.ts';
import { checkCondition } from './visible-names.ts';

export interface LoadedTrigger {
  /** Null when something is wrong with it. */
  readonly trigger: TriggerDefinition | null;
  readonly findings: readonly Finding[];
}

const NAME = /^[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*$/;
const LONGEST_NAME = 256;

/**
 * Reads a trigger, from a file of `triggers/` or, as JSON text, from a request. Never throws.
 * @param name what the place of the file, or the address of the request, says; undefined: the text must say it.
 */
export function loadTrigger(source: string, name?: string): LoadedTrigger {
  const { root, findings } = readDocument(source, 'A trigger');
  if (root === null) {
    return { trigger: null, findings: findings.sorted() };
  }
  const piece = readPiece(TriggerTable, root, [], 'A trigger', findings);
  const named = readName(piece ?? {}, name, findings);
  const type = typeOf(root);
  const kind = readKind(root, type, findings);
  const around = { root, source, type };
  const input = readInput(around, findings);
  if (piece?.filter !== undefined) {
    checkCondition(piece.filter, { ...around, path: ['filter'] }, findings);
  }
  if (piece === null || kind === null || findings.failed) {
    return { trigger: null, findings: findings.sorted() };
  }
  const trigger: TriggerDefinition = {
    format: 1,
    name: named,
    label: piece.label ?? named,
    description: piece.description ?? null,
    workflow: piece.workflow,
    enabled: piece.enabled ?? true,
    filter: piece.filter ?? null,
    input,
    tags: [...new Set(piece.tags)],
    ...kind,
  };
  return { trigger, findings: findings.sorted() };
}

/** Known also when something else is missing, so that the rest is still looked at. */
function typeOf(root: YamlNode): TriggerDefinition['type'] | undefined {
  const node = childOf(root, 'type');
  return (['webhook', 'schedule'] as const).find((type) => node?.kind === 'scalar' && node.value === type);
}

interface Names {
  readonly ref?: string | undefined;
  readonly name?: string | undefined;
}

/** `ref`, as files of packs have it, and `name`, as requests do, are one thing. */
function readName({ ref, name }: Names, placed: string | undefined, findings: Findings): string {
  const key = ref === undefined ? 'name' : 'ref';
  const given = ref ?? name;
  if (ref !== undefined && name !== undefined) {
    findings.error('invalid_value', ['name'], '`ref` and `name` are the same thing; one is enough.', { atKey: true });
  }
  if (given === undefined && placed === undefined) {
    findings.error('missing_key', [], 'A trigger needs the key `name`.');
  } else if (given !== undefined && placed !== undefined && given !== placed) {
    findings.error(
      'ref_mismatch',
      [key],
      `\`${key}\` is \`${given}\`, but the place of this trigger says \`${placed}\`.`,
      {
        hint: 'The key can be left out.',
      },
    );
  }
  const named = given ?? placed ?? '';
  if (given !== undefined && (!NAME.test(named) || named.length > LONGEST_NAME)) {
    findings.error('invalid_value', [key], 'The name of a trigger has letters, digits, `_` and `-` between dots.');
  }
  return named;
}

/** The map that belongs to the type, and only that one. */
function readKind(
  root: YamlNode,
  type: TriggerDefinition['type'] | undefined,
  findings: Findings,
): WebhookTrigger | ScheduleTrigger | null {
  for (const other of ['webhook', 'schedule'] as const) {
    if (type !== undefined && other !== type && childOf(root, other) !== undefined) {
      findings.error('unknown_key', [other], `A trigger of the type \`${type}\` has no key \`${other}\`.`, {
        hint: `Write \`type: ${other}\`, or remove the key.`,
        atKey: true,
      });
    }
  }
  const node = type === undefined ? undefined : childOf(root, type);
  if (type !== undefined && node === undefined) {
    findings.error('missing_key', [], `A trigger of the type \`${type}\` needs the key \`${type}\`.`);
  }
  if (node === undefined) {
    return null;
  }
  if (type === 'webhook') {
    const webhook = readWebhook(node, findings);
    return webhook && { type: 'webhook', webhook };
  }
  const schedule = readSchedule(node, findings);
  return schedule && { type: 'schedule', schedule };
}
