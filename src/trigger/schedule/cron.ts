/** The times that a cron expression names, each field as the sorted list of its values. */
export interface CronTimes {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly daysOfWeek: readonly number[];
  /** Both days are restricted: then either of them is enough, as cron has always had it. */
  readonly eitherDay: boolean;
}

export type ParsedCron =
  | { readonly ok: true; readonly times: CronTimes }
  | { readonly ok: false; readonly problem: string };

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const MINUTE: Field = { name: 'minute', least: 0, most: 59 };
const HOUR: Field = { name: 'hour', least: 0, most: 23 };
const DAY_OF_MONTH: Field = { name: 'day of the month', least: 1, most: 31 };
const MONTH: Field = { name: 'month', least: 1, most: 12, names: MONTHS };
/** 7 is Sunday too. */
const DAY_OF_WEEK: Field = { name: 'day of the week', least: 0, most: 7, names: DAYS };

const NICKNAMES: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);

const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const LONGEST_TEXT = 256;

/**
 * Reads a cron expression of five fields: `*`, numbers, names (`mon`, `jan`), ranges, lists, steps, and nicknames such
 * as `@daily`. Whatever else there is in some crons (`L`, `W`, `#`, seconds) is refused.
 */
export function parseCron(text: string): ParsedCron {
  const trimmed = text.trim().toLowerCase();
  if (trimmed.length > LONGEST_TEXT) {
    return problem(`\`cron\` has more than ${LONGEST_TEXT} characters.`);
  }
  const fields = (NICKNAMES.get(trimmed) ?? trimmed).split(/\s+/);
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = fields;
  if (fields.length !== 5 || trimmed === '') {
    return problem(`\`cron\` must have five fields, not ${trimmed === '' ? 0 : fields.length}.`);
  }
  try {
    const times: CronTimes = {
      minutes: valuesOf(minute, MINUTE),
      hours: valuesOf(hour, HOUR),
      daysOfMonth: valuesOf(dayOfMonth, DAY_OF_MONTH),
      months: valuesOf(month, MONTH),
      daysOfWeek: [...new Set(valuesOf(dayOfWeek, DAY_OF_WEEK).map((day) => day % 7))].sort((a, b) => a - b),
      eitherDay: !dayOfMonth.startsWith('*') && !dayOfWeek.startsWith('*'),
    };
    return comesUp(times) ? { ok: true, times } : problem('`cron` names a day that no month of it has.');
  } catch (error) {
    if (error instanceof CronProblem) {
      return problem(error.message);
    }
    throw error;
  }
}

class CronProblem extends Error {}

function problem(text: string): ParsedCron {
  return { ok: false, problem: text };
}

/** Only a day of the month can be one that never comes, such as 30 February. */
function comesUp({ daysOfMonth, months, eitherDay }: CronTimes): boolean {
  const first = daysOfMonth[0] ?? 1;
  return eitherDay || months.some((month) => first <= (LONGEST_MONTHS[month - 1] ?? 31));
}

function valuesOf(text: string, field: Field): readonly number[] {
  const values = text.split(',').flatMap((part) => rangeOf(part, field));
  return [...new Set(values)].sort((a, b) => a - b);
}

function rangeOf(part: string, field: Field): readonly number[] {
  const match = /^(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d{1,3}))?$/.exec(part);
  const [, from = '', to, step] = match ?? [];
  if (match === null || (from === '*' && to !== undefined)) {
    throw new CronProblem(`\`${part.slice(0, 40)}\` is nothing that the ${field.name} of \`cron\` can be.`);
  }
  const first = from === '*' ? field.least : numberOf(from, field);
  // Of the days of the week `*` has seven.
  const whole = field === DAY_OF_WEEK ? 6 : field.most;
  const last = to === undefined ? (from === '*' || step !== undefined ? whole : first) : numberOf(to, field);
  const by = step === undefined ? 1 : Number(step);
  if (first > last || by < 1) {
    const reason = by < 1 ? 'a step must be at least 1' : 'a range must go up';
    throw new CronProblem(`\`${part}\` in the ${field.name} of \`cron\`: ${reason}.`);
  }
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, i) => first + i * by);
}

function numberOf(text: string, { name, least, most, names }: Field): number {
  const index = names?.indexOf(text) ?? -1;
  const value = index === -1 ? (/^\d{1,2}$/.test(text) ? Number(text) : Number.NaN) : index + least;
  if (!(value >= least && value <= most)) {
    throw new CronProblem(
      `The ${name} of \`cron\` goes from ${least} to ${most}, and \`${text.slice(0, 40)}\` is not in it.`,
    );
  }
  return value;
}
