import { float, Special, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import { run } from '../run.ts';

/** Days, hours, minutes, seconds, milliseconds and microseconds in microseconds. */
export const UNITS = [86_400_000_000, 3_600_000_000, 60_000_000, 1_000_000, 1000, 1];

export function digits(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

/** `H:MM:SS` with what is left of a second, of microseconds. */
function clock(micros: number, width: number): string {
  const seconds = Math.floor(micros / 1_000_000);
  const rest = micros % 1_000_000;
  const hours = digits(Math.floor(seconds / 3600), width);
  const fraction = rest === 0 ? '' : `.${digits(rest, 6)}`;
  return `${hours}:${digits(Math.floor(seconds / 60) % 60)}:${digits(seconds % 60)}${fraction}`;
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
    return float(this.micros / 1_000_000);
  }

  override hash(): string {
    return `span${this.micros}`;
  }

  override compare(other: Value): number | undefined {
    return other instanceof TimeSpan ? this.micros - other.micros : undefined;
  }

  override text(): string {
    const [day = 1] = UNITS;
    const days = Math.floor(this.micros / day);
    const inDays = days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `;
    return inDays + clock(this.micros - days * day, 1);
  }
}

/** Year, month, day, hour, minute, second, microsecond. */
export type Fields = readonly number[];

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
    const [year = 0] = this.fields;
    if (!(year >= 1 && year <= 9999)) {
      fail('value_error', 'there is no such date or time');
    }
  }

  /** The time of a calendar's fields; those that do not exist are refused. */
  static of(fields: Fields, offset: number): DateTime {
    const [year = 0, month = 1, day, hour = 0, minute, second, micros = 0] = fields;
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    date.setUTCHours(hour, minute, second);
    const time = new DateTime(date.getTime() - offset, micros, offset);
    return time.fields.every((field, i) => field === fields[i])
      ? time
      : fail('value_error', 'there is no such date or time');
  }

  get fields(): Fields {
    const local = new Date(this.millis + this.offset);
    return [
      local.getUTCFullYear(),
      local.getUTCMonth() + 1,
      local.getUTCDate(),
      local.getUTCHours(),
      local.getUTCMinutes(),
      local.getUTCSeconds(),
      local.getUTCMilliseconds() * 1000 + this.rest,
    ];
  }

  plus({ micros }: TimeSpan, sign: 1 | -1 = 1): DateTime {
    return new DateTime(this.millis, this.rest + sign * micros, this.offset);
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

  override text(): string {
    return this.#iso(run.style === 'json' ? 'T' : ' ');
  }

  #iso(separator: string): string {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, micros = 0] = this.fields;
    const time = clock(((hour * 60 + minute) * 60 + second) * 1_000_000 + micros, 2);
    return `${digits(year, 4)}-${digits(month)}-${digits(day)}${separator}${time}${offsetText(this.offset, ':')}`;
  }
}

/** `+HH:MM`, with seconds where they are not zero. */
export function offsetText(offset: number, separator: string): string {
  const [hours, minutes, seconds] = clock(Math.abs(offset) * 1000, 2).split(':');
  const tail = seconds === '00' ? '' : separator + seconds?.slice(0, 2);
  return `${offset < 0 ? '-' : '+'}${hours}${separator}${minutes}${tail}`;
}
