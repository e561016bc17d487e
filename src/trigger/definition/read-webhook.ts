import type * as v from 'valibot';
import type { Findings } from '../../definition/findings.ts';
import { readPiece } from '../../definition/shape/piece.ts';
import { show } from '../../definition/shape/show.ts';
import { childOf, type YamlNode } from '../../definition/yaml/tree.ts';
import { nearest } from '../../problem/suggest.ts';
import { parseDuration } from '../../value/duration.ts';
import { DEFAULTS, WebhookTables } from './tables.ts';
import { PRESETS, type WebhookSettings } from './trigger.ts';

const PATH = ['webhook'];
const WHAT = '`webhook`';

/** Reads `webhook`; null when something is wrong with it. */
export function readWebhook(node: YamlNode, findings: Findings): WebhookSettings | null {
  const given = childOf(node, 'preset');
  const preset = PRESETS.find((name) => given?.kind === 'scalar' && given.value === name);
  if (node.kind !== 'map') {
    findings.error('wrong_type', PATH, `${WHAT} must be a map, not ${show(node)}.`);
    return null;
  }
  if (preset === undefined) {
    reportPreset(given, findings);
    return null;
  }
  switch (preset) {
    case 'hmac':
      return hmac(readPiece(WebhookTables.hmac, node, PATH, WHAT, findings), findings);
    case 'none': {
      const piece = readPiece(WebhookTables.none, node, PATH, WHAT, findings);
      return (
        piece && {
          preset,
          allow_unsigned: true,
          delivery_id_header: headerOf(piece.delivery_id_header),
          ...answering(piece, findings),
        }
      );
    }
    case 'github': {
      const piece = readPiece(WebhookTables.github, node, PATH, WHAT, findings);
      return (
        piece && { preset, secrets: unique(piece.secrets), tolerance_seconds: null, ...answering(piece, findings) }
      );
    }
    default: {
      const piece = readPiece(WebhookTables.timed, node, PATH, WHAT, findings);
      return (
        piece && {
          preset,
          secrets: unique(piece.secrets),
          tolerance_seconds: secondsOf(piece.tolerance) ?? DEFAULTS.toleranceSeconds,
          ...answering(piece, findings),
        }
      );
    }
  }
}

function reportPreset(given: YamlNode | undefined, findings: Findings): void {
  if (given === undefined) {
    findings.error('missing_key', PATH, `${WHAT} needs the key \`preset\`.`);
    return;
  }
  const options = PRESETS.map((name) => `\`${name}\``).join(', ');
  const near = given.kind === 'scalar' ? nearest(given.text, PRESETS) : undefined;
  findings.error('invalid_value', [...PATH, 'preset'], `\`preset\` must be one of ${options}, not ${show(given)}.`, {
    hint: near === undefined ? undefined : `Did you mean \`${near}\`?`,
  });
}

function hmac(piece: v.InferOutput<typeof WebhookTables.hmac> | null, findings: Findings): WebhookSettings | null {
  if (piece === null) {
    return null;
  }
  const timestamp = headerOf(piece.timestamp_header);
  if (timestamp === null && piece.tolerance !== undefined) {
    findings.error('invalid_value', [...PATH, 'tolerance'], '`tolerance` is about a signed time, and none is named.', {
      hint: 'Name the header that has it as `timestamp_header`, or remove `tolerance`.',
      atKey: true,
    });
  }
  return {
    preset: 'hmac',
    secrets: unique(piece.secrets),
    header: piece.header.toLowerCase(),
    algorithm: piece.algorithm ?? 'sha256',
    encoding: piece.encoding ?? 'hex',
    prefix: piece.prefix ?? '',
    timestamp_header: timestamp,
    tolerance_seconds: timestamp === null ? null : (secondsOf(piece.tolerance) ?? DEFAULTS.toleranceSeconds),
    delivery_id_header: headerOf(piece.delivery_id_header),
    ...answering(piece, findings),
  };
}

interface Answered {
  readonly respond?: 'accepted' | 'result' | undefined;
  readonly wait?: number | string | undefined;
}

function answering({ respond = 'accepted', wait }: Answered, findings: Findings) {
  if (respond === 'accepted' && wait !== undefined) {
    findings.error(
      'invalid_value',
      [...PATH, 'wait'],
      '`wait` is about a result, and the answer does not wait for it.',
      {
        hint: 'Write `respond: result`, or remove `wait`.',
        atKey: true,
      },
    );
  }
  return { respond, wait_seconds: respond === 'result' ? (secondsOf(wait) ?? DEFAULTS.waitSeconds) : null };
}

function headerOf(name: string | undefined): string | null {
  return name?.toLowerCase() ?? null;
}

function secondsOf(value: number | string | undefined): number | undefined {
  const milliseconds = parseDuration(value);
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
