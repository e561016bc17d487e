import { describe, expect, test } from 'vitest';
import type { ChildStart } from '../../src/host/ports.ts';
import { Unreachable } from '../../src/host/unreachable.ts';
import { bodyOf, liveExecution, startCommand } from '../support/live-execution.ts';

const PARENT = `
tasks:
  - {name: child, action: kin.child, timeout: 2, next: [{when: "{{ timed_out() }}", do: late}]}
  - {name: late}`;

/** A parent whose child cannot be reached at the first so many tries. */
function parent(away: number) {
  const asked: ChildStart[] = [];
  const live = liveExecution({
    family: {
      start: async (child) => {
        asked.push(child);
        if (asked.length <= away) {
          throw new Unreachable('the child');
        }
        return { type: 'child', child: '01JD0000000000000000000001' };
      },
    },
  });
  const closure = JSON.stringify({ actions: {}, children: { 'kin.child': { hash: 'h', version: 1 } }, config: {} });
  return { ...live, asked, command: { ...startCommand(PARENT), closure } };
}

describe('a part of the service that is away', () => {
  test('is asked again, and the attempt goes on', async () => {
    const { execution, asked, command } = parent(2);
    bodyOf(await execution.start(command));
    await expect.poll(() => asked.length, { timeout: 5000 }).toBe(3);
    expect(new Set(asked.map(({ parent: { instance, attempt } }) => `${instance} ${attempt}`))).toEqual(
      new Set(['child:1 1']),
    );
    const end = {
      execution: command.id,
      instance: 'child:1',
      item: null,
      attempt: 1,
      child: 'x',
      error: null,
    } as const;
    bodyOf(await execution.childEnded({ ...end, status: 'succeeded', output: '{}' }));
    expect(bodyOf(await execution.wait(1000))).toMatchObject({ status: 'succeeded' });
  });

  test('is not waited for longer than the task may take', async () => {
    const { execution, asked, command } = parent(1000);
    bodyOf(await execution.start(command));
    expect(bodyOf(await execution.wait(10_000))).toMatchObject({ status: 'succeeded' });
    expect(bodyOf(await execution.task('child:1'))).toMatchObject({ status: 'timed_out', attempt: 1 });
    const before = asked.length;
    await new Promise((done) => setTimeout(done, 1500));
    expect(asked.length).toBe(before);
  });
});
