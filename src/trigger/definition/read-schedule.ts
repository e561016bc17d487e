import type { Findings } from '../../definition/findings.ts';
import { readPiece } from '../../definition/shape/piece.ts';
import { show } from '../../definition/shape/show.ts';
import { childOf, type YamlNode } from '../../definition/yaml/tree.ts';
import { nearest } from '../../problem/suggest.ts';
import { parseDuration } from '../../value/duration.ts';
import { parseCron } from '../schedule/cron.ts';
import { isTimeZone, timeZones } from '../schedule/time-zone.ts';
import { DEFAULTS, ScheduleTables } from './tables.ts';
import type { CATCH_UPS, OVERLAPS, ScheduleSettings } from './trigger.ts';

const PATH = ['schedule'];
const WHAT = '`schedule`';

/** Reads `schedule`; null when something is wrong with it. */
export function readSchedule(node: YamlNode, findings: Findings): ScheduleSettings | null {
  if (node.kind !== 'map') {
    findings.error('wrong_type', PATH, `${WHAT} must be a map, not ${show(node)}.`);
    return null;
  }
  const [cron, interval] = [childOf(node, 'cron'), childOf(node, 'interval')];
  if (cron === undefined && interval === undefined) {
    findings.error('missing_key', PATH, `${WHAT} needs \`cron\` or \`interval\`.`);
    return null;
  }
  if (cron !== undefined && interval !== undefined) {
    findings.error('invalid_value', [...PATH, 'interval'], `${WHAT} has \`cron\` and \`interval\`; one is enough.`, {
      atKey: true,
    });
    return null;
  }
  return cron === undefined ? byInterval(node, findings) : byCron(node, findings);
}

function byInterval(node: YamlNode, findings: Findings): ScheduleSettings | null {
  const piece = readPiece(ScheduleTables.interval, node, PATH, WHAT, findings);
  return piece && { interval_seconds: (parseDuration(piece.interval) ?? 0) / 1000, ...missed(piece, findings) };
}

function byCron(node: YamlNode, findings: Findings): ScheduleSettings | null {
  const piece = readPiece(ScheduleTables.cron, node, PATH, WHAT, findings);
  if (piece === null) {
    return null;
  }
  const { cron, timezone = DEFAULTS.timezone } = piece;
  const parsed = parseCron(cron);
  if (!parsed.ok) {
    findings.error('invalid_value', [...PATH, 'cron'], parsed.problem, {
      hint: 'Five fields: minute, hour, day of the month, month, day of the week, as in `0 9 * * mon-fri`.',
    });
  }
  if (!isTimeZone(timezone)) {
    const near = nearest(timezone, timeZones());
    findings.error('invalid_value', [...PATH, 'timezone'], `There is no time zone \`${timezone}\`.`, {
      hint: near === undefined ? 'Take an IANA name, such as `Europe/Berlin`.' : `Did you mean \`${near}\`?`,
    });
  }
  return { cron: cron.trim().replace(/\s+/g, ' '), timezone, ...missed(piece, findings) };
}

interface Missed {
  readonly catch_up?: (typeof CATCH_UPS)[number] | undefined;
  readonly catch_up_limit?: number | undefined;
  readonly overlap?: (typeof OVERLAPS)[number] | undefined;
}

function missed({ catch_up = 'none', catch_up_limit: limit, overlap = 'skip' }: Missed, findings: Findings) {
  if (catch_up !== 'all' && limit !== undefined) {
    const message = '`catch_up_limit` is about `catch_up: all`.';
    findings.error('invalid_value', [...PATH, 'catch_up_limit'], message, { atKey: true });
  }
  return { catch_up, catch_up_limit: catch_up === 'all' ? (limit ?? DEFAULTS.catchUp) : null, overlap };
}
