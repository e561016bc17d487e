import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/value/json.ts';
import { Trial } from '../dag/trial.ts';

/** What each event of a trial writes, in bytes of its changes. */
function written(yaml: string, input: Readonly<Record<string, Json>> = {}): readonly number[] {
  const trial = new Trial(yaml, { input }).start();
  const sizes: number[] = [];
  while (!trial.ended) {
    trial.step();
    sizes.push(JSON.stringify(trial.stage.last.changes).length);
  }
  expect(trial.status).toBe('succeeded');
  return sizes;
}

const mean = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0) / sizes.length;

describe('work per event', () => {
  const items = `
parameters: {n: integer, context: string}
vars: {large: "{{ context }}"}
tasks:
  - {name: each, with: {items: "{{ range(n) | list }}", concurrency: 1}, action: core.echo, input: {message: "{{ item }}"}}`;

  test('st2#4882: the next item costs the same, however many went before', () => {
    const sizes = written(items, { n: 400, context: 'x' }).slice(0, -1);
    expect(mean(sizes.slice(-100))).toBeLessThan(mean(sizes.slice(0, 100)) * 1.2);
  });

  test('st2#4793: and however large the context is', () => {
    const small = mean(written(items, { n: 50, context: 'x' }));
    const large = mean(written(items, { n: 50, context: 'x'.repeat(200_000) }));
    expect(large).toBeLessThan(small * 1.1);
  });

  const chain = (length: number) =>
    `tasks: [${Array.from({ length }, (_, i) => `{name: t${i}, next: [{publish: {last: ${i}}, do: ${i + 1 < length ? `t${i + 1}` : 'noop'}}]}`).join(', ')}]`;

  test('st2#5938: a task costs the same in a workflow of ten and in one of a thousand tasks', () => {
    const short = mean(written(chain(10)));
    const long = mean(written(chain(1000)).slice(0, -1));
    expect(long).toBeLessThan(short * 1.3);
  });

  test('st2#4793: the thousandth round of a loop costs what the tenth did', () => {
    const sizes = written(`
max_task_iterations: 1000
vars: {sum: 0}
entry_points: [a]
tasks:
  - {name: a, next: [{publish: {sum: "{{ sum + 1 }}"}, do: b}]}
  - {name: b, next: [{when: "{{ iteration() < 1000 }}", publish: {at: "{{ iteration() }}"}, do: a}]}`);
    expect(mean(sizes.slice(-200, -1))).toBeLessThan(mean(sizes.slice(10, 210)) * 1.2);
  });
});
