import type { Env } from '../core/env.ts';
import { float, Special, type Value } from '../core/value.ts';
import { fail } from '../error.ts';

/** Days, hours, minutes, seconds, milliseconds and microseconds in microseconds. */
export const UNITS = [86_400_000_000, 3_600_000_000, 60_000_000, 1_000_000, 1000, 1] as const;

export function digits(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

/** What is left of a second, of microseconds. */
function fraction(micros: number): string {
  return micros === 0 ? '' : `.${digits(micros, 6)}`;
}

/** Hours, minutes and seconds of whole seconds. */
function clock(seconds: number): readonly [hours: number, minutes: string, seconds: string] {
  return [Math.floor(seconds / 3600), digits(Math.floor(seconds / 60) % 60), digits(seconds % 60)];
}

/** A span of time, of whole microseconds. */
export class TimeSpan extends Special {
  override readonly typeName = 'timespan';
  readonly micros: number;

  constructor(micros: number) {
    super();
    const whole = Math.round(micros);
    this.micros = Number.isSafeInteger(whole) ? whole + 0 : fail('overflow', 'the result is too large');
  }

  override truth(): boolean {
    return this.micros !== 0;
  }

  override plain(): Value {
    return float(this.micros / UNITS[3]);
  }

  override hash(): string {
    return `span${this.micros}`;
  }

  override compare(other: Value): number | undefined {
    return other instanceof TimeSpan ? this.micros - other.micros : undefined;
  }

  override text(): string {
    const days = Math.floor(this.micros / UNITS[0]);
    const rest = this.micros - days * UNITS[0];
    const inDays = days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `;
    return inDays + clock(Math.floor(rest / UNITS[3])).join(':') + fraction(rest % UNITS[3]);
  }
}

/** Year, month, day, hour, minute, second, microsecond. */
export type Fields = readonly [number, number, number, number, number, number, number];

/** A point in time with the offset of its zone in milliseconds. */
export class DateTime extends Special {
  override readonly typeName = 'datetime';
  readonly millis: number;
  /** Microseconds beyond the milliseconds, 0 to 999. */
  readonly rest: number;
  readonly offset: number;

  /** A time so many milliseconds and microseconds after the epoch. */
  constructor(millis: number, micros: number, offset: number) {
    super();
    const carry = Math.floor(micros / 1000);
    this.millis = millis + carry;
    this.rest = micros - carry * 1000;
    this.offset = offset;
    const year = this.local.getUTCFullYear();
    if (!(year >= 1 && year <= 9999)) {
      noSuchTime();
    }
  }

  /** The time of a calendar's fields; those that do not exist are refused. */
  static of(fields: readonly number[], offset: number): DateTime {
    const [year, month, day, hour, minute, second, micros] = fields as Fields;
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    date.setUTCHours(hour, minute, second);
    const time = new DateTime(date.getTime() - offset, micros, offset);
    return time.fields.every((field, i) => field === fields[i]) ? time : noSuchTime();
  }

  /** What the clocks of its zone show, as if they stood at Greenwich. */
  get local(): Date {
    return new Date(this.millis + this.offset);
  }

  get fields(): Fields {
    const [year, month, day, hour, minute, second, millis] = this.local
      .toISOString()
      .split(/\D/)
      .map(Number) as unknown as Fields;
    return [year, month, day, hour, minute, second, millis * 1000 + this.rest];
  }

  plus(span: number): DateTime {
    return new DateTime(this.millis, this.rest + span, this.offset);
  }

  minus(other: DateTime): TimeSpan {
    return new TimeSpan((this.millis - other.millis) * 1000 + this.rest - other.rest);
  }

  override plain(): string {
    return this.#iso('T');
  }

  override hash(): string {
    return `time${this.millis}.${this.rest}`;
  }

  override compare(other: Value): number | undefined {
    return other instanceof DateTime ? this.millis - other.millis || this.rest - other.rest : undefined;
  }

  override text(env: Env): string {
    return this.#iso(env.style === 'json' ? 'T' : ' ');
  }

  #iso(separator: string): string {
    const [date, time] = this.local.toISOString().split(/[T.]/);
    return date + separator + time + fraction(this.fields[6]) + offsetText(this.offset, ':');
  }
}

function noSuchTime(): never {
  return fail('value_error', 'there is no such date or time');
}

/** `+HH:MM`, with seconds where they are not zero. */
export function offsetText(offset: number, separator: string): string {
  const [hours, minutes, seconds] = clock(Math.floor(Math.abs(offset) / 1000));
  const parts = [digits(hours), minutes, ...(seconds === '00' ? [] : [seconds])];
  return (offset < 0 ? '-' : '+') + parts.join(separator);
}
