import { RE2JS } from 're2js';
import { ensureError } from '../../problem/problem.ts';
import { Cache } from '../../value/cache.ts';
import { exceeded, fail } from '../error.ts';
import { charge } from '../run.ts';
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

/** A regular expression of the user's, matched in linear time: never by the host's engine. */
export class Regex extends Special {
  override readonly typeName = 'a regex';
  readonly source: string;
  readonly #pattern: RE2JS;

  /** Its flags are whether it ignores case, takes each line for itself, and lets a dot stand for a line break. */
  constructor(source: string, ...flags: readonly (boolean | undefined)[]) {
    super();
    this.source = source;
    this.#pattern = compilePattern(source, flags);
  }

  /** Names of the named groups with their numbers. */
  get names(): ReadonlyMap<string, number> {
    return new Map(Object.entries(this.#pattern.namedGroups()));
  }

  /** Matches one after the other, each behind the one before. */
  *matches(text: string): Generator<Match> {
    // So many moves of the matching machine count as one step.
    charge(1 + Math.floor((text.length * this.#pattern.programSize()) / 32));
    const matcher = this.#pattern.matcher(text);
    const count = matcher.groupCount() + 1;
    while (matcher.find()) {
      charge(4 + count);
      const groups = Array.from({ length: count }, (_, i): Group => {
        return { text: matcher.group(i) ?? null, start: matcher.start(i), end: matcher.end(i) };
      });
      yield { start: matcher.start(), end: matcher.end(), groups };
    }
  }

  /** The first match anywhere in a text. */
  search(text: string): Match | undefined {
    const [match] = this.matches(text);
    return match;
  }
}

const compiled = new Cache<RE2JS>(100);

function compilePattern(source: string, flags: readonly (boolean | undefined)[]): RE2JS {
  if (source.length > 2000) {
    exceeded(2000, 'characters of a regular expression');
  }
  const key = `(?${[...'ims'].filter((_, i) => flags[i]).join('')})${source}`;
  const known = compiled.get(key);
  if (known !== undefined) {
    return known;
  }
  charge(100 + source.length * 4);
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(pythonPattern(key));
  } catch (thrown) {
    return fail('regex', `the regular expression is not valid: ${ensureError(thrown).message}`);
  }
  charge(pattern.programSize());
  compiled.set(key, pattern);
  return pattern;
}
