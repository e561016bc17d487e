import { expect } from 'vitest';
import type { Json } from '../../src/value/json.ts';
import { inEveryOrder, orderName, type Script, sortedRuns } from '../dag/trial.ts';

export interface End {
  readonly runs: string;
  readonly status?: string;
  readonly errors?: readonly string[];
  readonly output?: Json;
}

/** Runs a workflow in every order of answers; each time it must end like this. */
export function expectEnd(yaml: string, script: Script, { runs, status, errors, output }: End): void {
  inEveryOrder(yaml, script, (trial, order) => {
    const seen = { order: orderName(order), status: trial.status, runs: trial.runs, errors: trial.errors };
    expect(seen).toEqual({
      order: orderName(order),
      status: status ?? 'succeeded',
      runs: sortedRuns(runs),
      errors: errors ?? [],
    });
    if (output !== undefined) {
      expect(trial.output).toEqual(output);
    }
  });
}
