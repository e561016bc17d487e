import { Cron } from 'croner';
import type { ScheduleSettings } from '../definition/trigger.ts';
import { type CronTimes, parseCron } from './cron.ts';

/** The times of a schedule, in milliseconds. */
export interface PlannedTimes {
  /** The first one after a time; null when none is to come. */
  next(after: number): number | null;
  /** The last ones up to and with a time and after another, earliest first; at most so many. */
  between(after: number, upTo: number, most: number): readonly number[];
}

/** @param since where an interval is counted from */
export function plannedTimes(settings: ScheduleSettings, since: number): PlannedTimes {
  return 'cron' in settings ? byCron(settings.cron, settings.timezone) : byInterval(settings.interval_seconds, since);
}

function byInterval(seconds: number, since: number): PlannedTimes {
  const step = seconds * 1000;
  const next = (after: number) => since + (Math.floor((after - since) / step) + 1) * step;
  return {
    next,
    between(after, upTo, most) {
      const last = next(upTo) - step;
      const count = Math.min(most, Math.max(0, Math.floor((last - after - 1) / step) + 1));
      return Array.from({ length: count }, (_, i) => last - (count - 1 - i) * step);
    },
  };
}

function byCron(text: string, timezone: string): PlannedTimes {
  const parsed = parseCron(text);
  if (!parsed.ok) {
    throw new Error(parsed.problem);
  }
  const { times } = parsed;
  const cron = new Cron(patternOf(times), { timezone, paused: true, domAndDow: !times.eitherDay });
  return {
    next: (after) => cron.nextRun(new Date(after))?.getTime() ?? null,
    between(after, upTo, most) {
      // The library looks before a time, in whole seconds.
      const runs = cron.previousRuns(most + 1, new Date(Math.floor(upTo / 1000) * 1000 + 1000));
      const found = runs.map((run) => run.getTime()).filter((time) => time > after && time <= upTo);
      return found.slice(0, most).reverse();
    },
  };
}

/** What was understood, written so that the library cannot understand it otherwise. */
function patternOf({ minutes, hours, daysOfMonth, months, daysOfWeek }: CronTimes): string {
  const field = (values: readonly number[], all: number) => (values.length === all ? '*' : values.join(','));
  return [field(minutes, 60), field(hours, 24), field(daysOfMonth, 31), field(months, 12), field(daysOfWeek, 7)].join(
    ' ',
  );
}
