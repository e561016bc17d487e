import type { ScheduleSettings } from '../definition/trigger.ts';
import type { PlannedTimes } from './times.ts';

/** A time that is not older was not missed, only served late. */
const ON_TIME_MS = 60_000;

/**
 * The planned times that are to be started now, earliest first.
 * @param first the earliest one that was not served yet, ms
 */
export function dueTimes(
  { catch_up, catch_up_limit: most }: Pick<ScheduleSettings, 'catch_up' | 'catch_up_limit'>,
  times: PlannedTimes,
  first: number,
  now: number,
): readonly number[] {
  const late = times.between(first - 1, now, catch_up === 'all' ? (most ?? 1) : 1);
  return catch_up === 'none' ? late.filter((time) => now - time <= ON_TIME_MS) : late;
}
