import { RE2JS } from 're2js';
import { ensureError } from '../../problem/problem.ts';
import { Cache } from '../../value/cache.ts';
import { fail } from '../error.ts';
import type { Env } from './env.ts';
import { pythonPattern } from './regex-syntax.ts';
import { Special } from './value.ts';

/** One match of a pattern; group 0 is the whole match. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly Group[];
}

export interface Group {
  readonly text: string | null;
  readonly start: number;
  readonly end: number;
}

const LONGEST_PATTERN = 2000;
/** How many moves of the matching machine count as one step. */
const MOVES_PER_STEP = 32;

export interface RegexFlags {
  readonly ignoreCase?: boolean;
  readonly multiLine?: boolean;
  readonly dotAll?: boolean;
}

/** A regular expression of the user's, matched in linear time: never by the host's engine. */
export class Regex extends Special {
  override readonly typeName = 'regex';
  readonly source: string;
  readonly #pattern: RE2JS;

  constructor(source: string, flags: RegexFlags, env: Env) {
    super();
    this.source = source;
    this.#pattern = compilePattern(source, flags, env);
  }

  /** Names of the named groups with their numbers. */
  get names(): ReadonlyMap<string, number> {
    return new Map(Object.entries(this.#pattern.namedGroups()));
  }

  /** Matches one after the other, each behind the one before. */
  *matches(text: string, env: Env): Generator<Match> {
    this.#charge(text, env);
    const matcher = this.#pattern.matcher(text);
    const count = matcher.groupCount() + 1;
    while (matcher.find()) {
      env.meter.charge(4 + count);
      const groups = Array.from({ length: count }, (_, i): Group => {
        const start = matcher.start(i);
        return { text: start < 0 ? null : (matcher.group(i) ?? null), start, end: matcher.end(i) };
      });
      yield { start: groups[0]?.start ?? 0, end: groups[0]?.end ?? 0, groups };
    }
  }

  /** The first match anywhere in a text. */
  search(text: string, env: Env): Match | undefined {
    for (const match of this.matches(text, env)) {
      return match;
    }
    return undefined;
  }

  #charge(text: string, env: Env): void {
    env.meter.charge(1 + Math.floor((text.length * this.#pattern.programSize()) / MOVES_PER_STEP));
  }
}

const compiled = new Cache<RE2JS>(100);

function compilePattern(source: string, flags: RegexFlags, env: Env): RE2JS {
  if (source.length > LONGEST_PATTERN) {
    fail('budget_exceeded', `a regular expression may have at most ${LONGEST_PATTERN} characters`);
  }
  const bits =
    (flags.ignoreCase === true ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.multiLine === true ? RE2JS.MULTILINE : 0) |
    (flags.dotAll === true ? RE2JS.DOTALL : 0);
  const key = `${bits}:${source}`;
  const known = compiled.get(key);
  if (known !== undefined) {
    return known;
  }
  env.meter.charge(100 + source.length * 4);
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(pythonPattern(source), bits);
  } catch (thrown) {
    return fail('regex', `the regular expression cannot be used: ${ensureError(thrown).message}`);
  }
  env.meter.charge(pattern.programSize());
  compiled.set(key, pattern);
  return pattern;
}
