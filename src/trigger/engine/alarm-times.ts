import type { Alarm } from '../../host/ports.ts';

/** The one alarm. It is moved forward at once and back only when it rings: one that rings too early only looks. */
export class AlarmTimes {
  readonly #alarm: Alarm;
  /** What this incarnation knows to be armed. */
  #armed: number | null = null;

  constructor(alarm: Alarm) {
    this.#alarm = alarm;
  }

  wakeBy(time: number): void {
    if (this.#armed === null || time < this.#armed) {
      this.#armed = time;
      this.#alarm.set(time);
    }
  }

  /** It has rung: from here on the given times decide. */
  rearm(times: readonly number[]): void {
    this.#armed = null;
    if (times.length === 0) {
      this.#alarm.set(null);
    } else {
      this.wakeBy(Math.min(...times));
    }
  }
}
