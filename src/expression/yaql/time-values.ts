import { integer } from '../core/arithmetic.ts';
import { float, Special, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import { run } from '../run.ts';

/** Days, hours, minutes, seconds, milliseconds and microseconds in microseconds. */
export const UNITS = [86_400_000_000, 3_600_000_000, 60_000_000, 1_000_000, 1000, 1] as const;

/** Seconds of the 400 years in which the calendar repeats itself. */
const CYCLE = 146_097 * 86_400;

export function digits(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

/** What is left of a second, of microseconds. */
function fraction(micros: number): string {
  return micros === 0 ? '' : `.${digits(micros, 6)}`;
}

/** `HH:MM:SS` of the seconds of a day. */
function clock(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}

/** A span of time, of whole microseconds. */
export class TimeSpan extends Special {
  override readonly typeName = 'a timespan';
  readonly micros: number;

  constructor(micros: number) {
    super();
    this.micros = integer(Math.round(micros));
  }

  override truth(): boolean {
    return this.micros !== 0;
  }

  override plain(): Value {
    return float(this.micros / 1_000_000);
  }

  override hash(): string {
    return `span${this.micros}`;
  }

  override compare(other: Value): number | undefined {
    return other instanceof TimeSpan ? this.micros - other.micros : undefined;
  }

  override text(): string {
    const days = Math.floor(this.micros / 86_400_000_000);
    const rest = this.micros - days * 86_400_000_000;
    const inDays = days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `;
    return inDays + clock(rest / 1_000_000).replace(/^0/, '') + fraction(rest % 1_000_000);
  }
}

/** Year, month, day, hour, minute, second, microsecond. */
export type Fields = readonly [number, number, number, number, number, number, number];

/** A point in time with the offset of its zone in seconds. */
export class DateTime extends Special {
  override readonly typeName = 'a datetime';
  readonly seconds: number;
  /** Microseconds beyond the seconds, 0 to 999999. */
  readonly micros: number;
  readonly offset: number;

  /** A time so many seconds and microseconds after the epoch. */
  constructor(seconds: number, micros: number, offset: number) {
    super();
    const carry = Math.floor(micros / 1_000_000);
    this.seconds = seconds + carry;
    this.micros = micros - carry * 1_000_000;
    this.offset = offset;
    const year = this.local.getUTCFullYear();
    if (!(year > 0 && year < 10_000 && Math.abs(offset) < 86_400)) {
      noSuchTime();
    }
  }

  /** The time of a calendar's fields; those that do not exist are refused. */
  static of(fields: readonly number[], offset: number): DateTime {
    const [year, month, day, hour, minute, second, micros] = fields as Fields;
    // A cycle later, since years below 100 would be taken for others.
    const seconds = Date.UTC(year + 400, month - 1, day, hour, minute, second) / 1000 - CYCLE;
    const time = new DateTime(seconds - offset, micros, offset);
    return time.fields.every((field, i) => field === fields[i]) ? time : noSuchTime();
  }

  /** What the clocks of its zone show, as if they stood at Greenwich. */
  get local(): Date {
    return new Date((this.seconds + this.offset) * 1000);
  }

  get fields(): Fields {
    return [...this.local.toISOString().split(/\D/, 6).map(Number), this.micros] as unknown as Fields;
  }

  /** Monday is 0. */
  get weekday(): number {
    return (this.local.getUTCDay() + 6) % 7;
  }

  /** `+HH:MM`, with seconds where they are not zero. */
  get zone(): string {
    return (this.offset < 0 ? '-' : '+') + clock(Math.abs(this.offset)).replace(/:00$/, '');
  }

  plus(span: number): DateTime {
    return new DateTime(this.seconds, this.micros + span, this.offset);
  }

  minus(other: DateTime): TimeSpan {
    return new TimeSpan((this.seconds - other.seconds) * 1_000_000 + this.micros - other.micros);
  }

  override plain(): string {
    return this.local.toISOString().slice(0, 19) + fraction(this.micros) + this.zone;
  }

  override hash(): string {
    return `time${this.seconds}.${this.micros}`;
  }

  override compare(other: Value): number | undefined {
    return other instanceof DateTime ? this.seconds - other.seconds || this.micros - other.micros : undefined;
  }

  override text(): string {
    return run.style === 'json' ? this.plain() : this.plain().replace('T', ' ');
  }
}

function noSuchTime(): never {
  return fail('value_error', 'there is no such date or time');
}
