import type { Env } from '../core/env.ts';
import { float, Special, type Value } from '../core/value.ts';
import { fail } from '../error.ts';

const MICROS_PER_SECOND = 1_000_000;
const MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

/** A length of time, in whole microseconds. Leaves as seconds. */
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
    return float(this.micros / MICROS_PER_SECOND);
  }

  override hash(): string {
    return `span${this.micros}`;
  }

  override compare(other: Value): number | undefined {
    return other instanceof TimeSpan ? this.micros - other.micros : undefined;
  }

  override text(): string {
    const days = Math.floor(this.micros / MICROS_PER_DAY);
    const rest = this.micros - days * MICROS_PER_DAY;
    const seconds = Math.floor(rest / MICROS_PER_SECOND);
    const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    const micros = rest % MICROS_PER_SECOND;
    const fraction = micros === 0 ? '' : `.${String(micros).padStart(6, '0')}`;
    return `${days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `}${clock}${fraction}`;
  }
}

export function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Date and time as the calendar of an offset shows them. */
export interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: number;
}

/** A moment with its offset from UTC. Leaves as ISO 8601 text. */
export class DateTime extends Special {
  override readonly typeName = 'datetime';
  /** Whole milliseconds since the epoch, UTC. */
  readonly millis: number;
  /** Microseconds beyond the millisecond. */
  readonly rest: number;
  /** Offset from UTC in milliseconds. */
  readonly offset: number;

  constructor(millis: number, rest: number, offset: number) {
    super();
    const year = new Date(millis + offset).getUTCFullYear();
    if (!(year >= 1 && year <= 9999)) {
      fail('value_error', 'there is no such date or time');
    }
    this.millis = millis;
    this.rest = rest;
    this.offset = offset;
  }

  /** The moment that a calendar and clock at an offset show. */
  static of(fields: Fields, offset: number): DateTime {
    const { year, month, day, hour, minute, second, micros } = fields;
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    date.setUTCHours(hour, minute, second, Math.floor(micros / 1000));
    const valid =
      year >= 1 &&
      year <= 9999 &&
      date.getUTCMonth() === month - 1 &&
      date.getUTCDate() === day &&
      inRange(hour, 23) &&
      inRange(minute, 59) &&
      inRange(second, 59) &&
      inRange(micros, 999_999);
    return valid
      ? new DateTime(date.getTime() - offset, micros % 1000, offset)
      : fail('value_error', 'there is no such date or time');
  }

  get fields(): Fields {
    const local = new Date(this.millis + this.offset);
    return {
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      second: local.getUTCSeconds(),
      micros: local.getUTCMilliseconds() * 1000 + this.rest,
    };
  }

  plus({ micros }: TimeSpan, sign: 1 | -1 = 1): DateTime {
    const total = this.rest + sign * micros;
    const carry = Math.floor(total / 1000);
    return new DateTime(this.millis + carry, total - carry * 1000, this.offset);
  }

  minus(other: DateTime): TimeSpan {
    return new TimeSpan((this.millis - other.millis) * 1000 + this.rest - other.rest);
  }

  at(offset: number): DateTime {
    return new DateTime(this.millis, this.rest, offset);
  }

  override plain(): string {
    return this.iso('T');
  }

  override hash(): string {
    return `time${this.millis}.${this.rest}`;
  }

  override compare(other: Value): number | undefined {
    return other instanceof DateTime ? this.millis - other.millis || this.rest - other.rest : undefined;
  }

  override text(env: Env): string {
    return this.iso(env.style === 'json' ? 'T' : ' ');
  }

  iso(separator: string): string {
    const { year, month, day, hour, minute, second, micros } = this.fields;
    const fraction = micros === 0 ? '' : `.${String(micros).padStart(6, '0')}`;
    const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
    return `${date}${separator}${two(hour)}:${two(minute)}:${two(second)}${fraction}${offsetText(this.offset, ':')}`;
  }
}

function inRange(value: number, most: number): boolean {
  return value >= 0 && value <= most;
}

/** An offset as `+02:00`. */
export function offsetText(offset: number, separator: string): string {
  const minutes = Math.floor(Math.abs(offset) / 60_000);
  const seconds = Math.floor(Math.abs(offset) / 1000) % 60;
  const tail = seconds === 0 ? '' : separator + two(seconds);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}${tail}`;
}
