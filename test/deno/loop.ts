import { Trial } from '../dag/trial.ts';

const ROUNDS = 100;

/** A hundred rounds of a loop over a fork and a join, with publishing, a time to wait and a counter. */
const LOOP = `
vars: {sum: 0}
entry_points: [head]
tasks:
  - {name: head, next: [{publish: {n: "{{ iteration() }}"}, do: [left, right]}]}
  - {name: left, action: core.echo, input: {message: "{{ n * 2 }}"}, next: [{publish: {l: "{{ result() }}"}, do: meet}]}
  - {name: right, action: core.sleep, input: {seconds: 1}, next: [{publish: {r: "{{ n }}"}, do: meet}]}
  - name: meet
    join: all
    next:
      - {when: "{{ iteration() < ${ROUNDS} }}", publish: {sum: "{{ sum + l + r }}"}, do: head}
      - {publish: {sum: "{{ sum + l + r }}"}, do: noop}
output_map: {sum: "{{ sum }}", text: "{{ sum }} in all, \\u00e4"}`;

export interface Report {
  readonly status: string;
  readonly runs: string;
  readonly output: unknown;
  /** Everything the execution wrote, event by event. */
  readonly log: readonly unknown[];
}

/** Runs it with the pure conductor, in memory. */
export function report(): Report {
  const log: unknown[] = [];
  const trial = new Trial(LOOP).start();
  while (!trial.ended) {
    trial.step();
    log.push(trial.stage.last.changes);
  }
  const { status, runs, output } = trial;
  return { status, runs, output, log };
}

if (import.meta.main) {
  console.log(JSON.stringify(report()));
}
