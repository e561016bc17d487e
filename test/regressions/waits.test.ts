import { describe, expect, test } from 'vitest';
import type { Cause } from '../../src/conductor/cause.ts';
import { Trial } from '../dag/trial.ts';
import { expectEnd } from './ends.ts';

type Callback = Extract<Cause, { type: 'callback.received' }>;

/** The answer from outside. */
function answer(trial: Trial, instance: string, more: Partial<Callback> = {}): void {
  trial.stage.now += 1;
  const address = { instance, item: null, attempt: 1 };
  trial.take({
    ...{ type: 'callback.received', at: trial.stage.now, ...address, outcome: 'succeeded', body: { inline: 'yes' } },
    ...more,
  });
}

const approvals = `
tasks:
  - {name: root, next: [{do: [left, right, work]}]}
  - {name: left, action: core.webhook, input: {url: "http://localhost/l"}, next: [{publish: {l: "{{ result() }}"}, do: left_done}]}
  - {name: right, action: core.webhook, input: {url: "http://localhost/r"}, next: [{publish: {r: "{{ result() }}"}, do: right_done}]}
  - {name: work, next: [{do: more_work}]}
  - {name: more_work}
  - {name: left_done, next: [{do: z}]}
  - {name: right_done, next: [{do: z}]}
  - {name: z, join: all}
output_map: {l: "{{ l | default(none) }}", r: "{{ r | default(none) }}"}`;

const waiting = () => {
  const trial = new Trial(approvals, { answers: { left: 'outside', right: 'outside' } }).start();
  for (let i = 0; i < 5; i++) {
    trial.step();
  }
  return trial;
};

describe('waiting for outside', () => {
  test('windmill#2639: an approval in each of two branches holds its own branch until it is given', () => {
    const trial = waiting();
    expect([trial.status, trial.taskStatus('left:1'), trial.taskStatus('right:1')]).toEqual([
      'running',
      'pending',
      'pending',
    ]);
    expect(trial.runs).toBe('left more_work right root work');
    answer(trial, 'right:1');
    trial.step();
    expect(trial.runs).toBe('left more_work right right_done root work');
    expect([trial.status, trial.taskStatus('left:1')]).toEqual(['running', 'pending']);
    answer(trial, 'left:1');
    while (!trial.ended) {
      trial.step();
    }
    expect([trial.status, trial.output]).toEqual(['succeeded', { l: 'yes', r: 'yes' }]);
  });

  test('st2#4864: while one task waits for an answer, parallel tasks start, run and end', () => {
    const trial = waiting();
    expect(trial.taskStatus('work:1')).toBe('succeeded');
    expect(trial.taskStatus('more_work:1')).toBe('succeeded');
    expect(trial.errors).toEqual([]);
  });

  test('st2#4864: an answer given twice, or for an attempt that is over, changes nothing', () => {
    const trial = waiting();
    answer(trial, 'left:1', { attempt: 2 });
    expect(trial.taskStatus('left:1')).toBe('pending');
    answer(trial, 'left:1');
    answer(trial, 'left:1', { body: { inline: 'no' } });
    expect(trial.stage.last.changes).toEqual([{ type: 'cause.ignored', reason: 'left:1 is succeeded' }]);
    expect(trial.result('left:1')).toBe('yes');
  });

  test('st2#4864: three answers are awaited by three items of one task', () => {
    const yaml = `
tasks:
  - name: ask
    with: {items: "{{ ['a', 'b', 'c'] }}"}
    action: core.webhook
    input: {url: "http://localhost/{{ item }}"}
    next: [{publish: {r: "{{ result() }}"}, do: noop}]
output_map: {r: "{{ r }}"}`;
    const trial = new Trial(yaml, { answers: { ask: 'outside' } }).start();
    for (let i = 0; i < 3; i++) {
      trial.step();
    }
    for (const item of [2, 0, 1]) {
      expect(trial.ended).toBe(false);
      answer(trial, 'ask:1', { item, body: { inline: item } });
    }
    expect([trial.status, trial.output]).toEqual(['succeeded', { r: [0, 1, 2] }]);
  });
});

describe('time-outs', () => {
  test('st2#5116: a whole workflow has a limit of time, and its end says so', () => {
    const yaml = 'timeout: 60\ntasks: [{name: slow}, {name: asked}]';
    expectEnd(
      yaml,
      { answers: { slow: 'silence', asked: 'outside' } },
      { runs: 'asked slow', status: 'timed_out', errors: ['duration_limit_exceeded'] },
    );
  });

  const limited = `
tasks:
  - name: slow
    timeout: 30
    next:
      - {when: "{{ timed_out() }}", publish: {how: timed out}, do: late}
      - {when: "{{ failed() }}", publish: {how: failed}, do: broken}
      - {publish: {how: in time}, do: noop}
  - {name: late}
  - {name: broken}
output_map: {how: "{{ how }}"}`;

  test('st2#6177: a task has a limit of time, and its transitions can tell that from another failure', () => {
    expectEnd(limited, { answers: { slow: 'silence' } }, { runs: 'slow late', output: { how: 'timed out' } });
    expectEnd(limited, { answers: { slow: 'fail' } }, { runs: 'slow broken', output: { how: 'failed' } });
    expectEnd(limited, {}, { runs: 'slow', output: { how: 'in time' } });
  });

  test('st2#6177: a time-out is a failure for whoever asks only for failures', () => {
    const yaml = limited.replace(/.*timed out}, do: late.*\n/, '').replace('  - {name: late}\n', '');
    expectEnd(yaml, { answers: { slow: 'silence' } }, { runs: 'slow broken', output: { how: 'failed' } });
  });

  test('st2#6177: the limit holds while an answer from outside is awaited too', () => {
    expectEnd(limited, { answers: { slow: 'outside' } }, { runs: 'slow late', output: { how: 'timed out' } });
  });
});

describe('cancel', () => {
  const yaml = 'tasks: [{name: a, next: [{do: b}]}, {name: b}, {name: later, delay: 60}, {name: ask}]';

  test('st2#4735: canceled in the moment after the start, the execution ends as canceled', () => {
    for (const mode of ['terminate', 'finish'] as const) {
      const trial = new Trial(yaml).start();
      trial.take({ type: 'command.cancel', at: trial.stage.now, mode });
      while (!trial.ended) {
        trial.step();
      }
      expect(trial.status).toBe('canceled');
      expect(trial.taskStatus('b:1')).toBeUndefined();
    }
  });

  test('st2#4735: `terminate` waits for nothing, not even for a call that never answers', () => {
    const trial = new Trial(yaml, { answers: { a: 'silence', ask: 'outside' } }).start();
    trial.step();
    trial.take({ type: 'command.cancel', at: trial.stage.now, mode: 'terminate' });
    expect([trial.status, trial.out]).toEqual(['canceled', []]);
  });

  test('st2#4735: `finish` first and `terminate` later ends one that would wait for ever', () => {
    const trial = new Trial(yaml, { answers: { a: 'silence' } }).start();
    trial.take({ type: 'command.cancel', at: trial.stage.now, mode: 'finish' });
    expect(trial.status).toBe('canceling');
    trial.take({ type: 'command.cancel', at: trial.stage.now, mode: 'terminate' });
    expect(trial.status).toBe('canceled');
  });
});
