import { describe, expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';

describe('random and mutated expressions', () => {
  it('give plain values or located errors, quickly', () => {
    const { values, errors, slowest, escapes } = fuzz(20260102, 5000);
    expect(escapes).toEqual([]);
    expect(values).toBeGreaterThan(300);
    expect(errors.size).toBeGreaterThan(10);
    // Generous, for a machine with other work; a hang would take minutes.
    expect(slowest.milliseconds).toBeLessThan(1000);
  });
});
