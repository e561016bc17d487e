import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/expression/compile.ts';
import { ExpressionError } from '../../src/expression/error.ts';
import {
  type Attack,
  BOMBS,
  PROTOTYPE_ATTACKS,
  RECURSIVE_ATTACKS,
  REGEX_ATTACKS,
  SYNTAX_BOMBS,
  VICTIMS,
} from './attacks.ts';
import { scopeOf } from './test-scope.ts';

const MOST_MILLISECONDS = 100;

/** The kind of error, or null for a value; whatever else is thrown gets out. */
function outcome({ text, dialect = 'native', recursive = false }: Attack): string | null {
  try {
    compile(text, { dialect, recursive }).evaluate(scopeOf({ variables: VICTIMS }));
    return null;
  } catch (thrown) {
    if (thrown instanceof ExpressionError) {
      return thrown.kind;
    }
    throw thrown;
  }
}

function expected({ kind }: Attack): readonly (string | null)[] {
  return kind === null || typeof kind === 'string' ? [kind] : kind.map((one) => (one === 'null' ? null : one));
}

/** The shortest of some runs: other work on the machine only adds to the time. */
function shortest(attack: Attack): number {
  const times: number[] = [];
  for (let i = 0; i < 6 && Math.min(...times, MOST_MILLISECONDS) >= MOST_MILLISECONDS; i++) {
    const start = performance.now();
    outcome(attack);
    times.push(performance.now() - start);
  }
  return Math.min(...times);
}

function shown({ text }: Attack): string {
  return text.length > 80 ? `${text.slice(0, 77)}… (${text.length} characters)` : text;
}

describe.each([
  ['what lies behind values', PROTOTYPE_ATTACKS],
  ['too much of anything', BOMBS],
  ['syntax too deep or too long', SYNTAX_BOMBS],
  ['regular expressions that never end', REGEX_ATTACKS],
  ['results evaluated again', RECURSIVE_ATTACKS],
])('%s', (_, attacks) => {
  it.each(attacks.map((attack) => [shown(attack), attack] as const))('is stopped: %s', (_text, attack) => {
    expect(expected(attack)).toContain(outcome(attack));
    expect(shortest(attack)).toBeLessThan(MOST_MILLISECONDS);
  });
});

describe('all attacks together', () => {
  it('leave nothing behind', () => {
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(VICTIMS.a).toEqual({ b: { c: 1 } });
  });

  it('do with 32 MiB', () => {
    // The rest is what Node itself and the modules take.
    const memory = ['--max-old-space-size=40', '--max-semi-space-size=2'];
    const script = fileURLToPath(new URL('./attack-all.ts', import.meta.url).href);
    const output = execFileSync(process.execPath, [...memory, script], { encoding: 'utf8' });
    expect(output).toContain('all stopped');
  });
});
