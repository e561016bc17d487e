import { describe, expect, test } from 'vitest';
import { Trial } from '../dag/trial.ts';
import { expectEnd } from './ends.ts';

/** A complaint about another engine; here its workflow does what its author meant. */
describe('joins', () => {
  test('orquesta#263: join all inside a loop waits for both branches in every round', () => {
    const yaml = `
entry_points: [head]
tasks:
  - {name: head, next: [{do: [quick, slow]}]}
  - {name: quick, next: [{do: meet}]}
  - {name: slow, next: [{do: slower}]}
  - {name: slower, next: [{do: meet}]}
  - {name: meet, join: all, next: [{when: "{{ iteration() < 3 }}", do: head}]}`;
    expectEnd(yaml, {}, { runs: 'head*3 quick*3 slow*3 slower*3 meet*3' });
    const trial = new Trial(yaml).start();
    for (const instance of ['head:1', 'quick:1', 'slow:1', 'slower:1', 'meet:1', 'head:2', 'quick:2']) {
      trial.stage.complete(instance);
    }
    expect(trial.taskStatus('meet:2')).toBeUndefined();
    trial.stage.complete('slow:2');
    trial.stage.complete('slower:2');
    expect(trial.taskStatus('meet:2')).toBe('running');
  });

  const bothWays = (join: string) => `
tasks:
  - {name: one, next: [{when: "{{ succeeded() }}", do: complete}, {when: "{{ failed() }}", do: complete}]}
  - {name: two, next: [{when: "{{ succeeded() }}", do: complete}, {when: "{{ failed() }}", do: complete}]}
  - {name: complete, join: ${join}}`;

  test('orquesta#123: a join counts tasks, not transitions: success and failure edges of one task are one arrival', () => {
    for (const join of ['all', '2', 'active']) {
      for (const answers of [{}, { one: 'fail' }, { one: 'fail', two: 'fail' }] as const) {
        expectEnd(bothWays(join), { answers }, { runs: 'one two complete' });
      }
    }
  });

  test('orquesta#190: failed tasks arrive by a transition for completed()', () => {
    for (const join of ['all', '2']) {
      const yaml = `
tasks:
  - {name: one, next: [{when: "{{ completed() }}", do: [two, three]}]}
  - {name: two, next: [{when: "{{ completed() }}", do: finish}]}
  - {name: three, next: [{when: "{{ completed() }}", do: finish}]}
  - {name: finish, join: ${join}, next: [{do: noop}]}`;
      expectEnd(yaml, { answers: { two: 'fail', three: 'fail' } }, { runs: 'one two three finish' });
    }
  });

  test('orquesta#225: a failure whose only transition leads into a join is handled, before and after the join fires', () => {
    const yaml = `
tasks:
  - {name: work, next: [{when: "{{ succeeded() }}", do: z}, {when: "{{ failed() }}", do: [undo, z]}]}
  - {name: other, next: [{when: "{{ failed() }}", do: undo}, {do: z}]}
  - {name: undo, join: 1}
  - {name: z, join: all}`;
    expectEnd(yaml, { answers: { work: 'fail' } }, { runs: 'work other undo z' });
    const onlyJoin = `
tasks:
  - {name: a, next: [{when: "{{ failed() }}", do: z}]}
  - {name: b, next: [{when: "{{ failed() }}", do: z}]}
  - {name: z, join: all}`;
    expectEnd(onlyJoin, { answers: { a: 'fail', b: 'fail' } }, { runs: 'a b z' });
  });

  test('st2#4810: a task with transitions for failed and for completed comes to the barrier in every order', () => {
    const yaml = `
match: all
vars: {one: unknown}
tasks:
  - {name: setup, next: [{do: [one, two]}]}
  - name: one
    next:
      - {when: "{{ succeeded() }}", publish: {one: succeeded}, do: barrier}
      - {when: "{{ failed() }}", publish: {one: failed}}
      - {when: "{{ completed() }}", publish: {one: completed}, do: barrier}
  - {name: two, next: [{do: barrier}]}
  - {name: barrier, join: all}
output_map: {one: "{{ one }}"}`;
    expectEnd(yaml, {}, { runs: 'setup one two barrier', output: { one: 'completed' } });
    expectEnd(yaml, { answers: { one: 'fail' } }, { runs: 'setup one two barrier' });
  });

  test('orquesta#216: after a conditional fork a join does not wait for the branch that was not taken', () => {
    const yaml = `
parameters: {extra: boolean}
match: all
tasks:
  - {name: split, next: [{do: always}, {when: "{{ extra }}", do: sometimes}]}
  - {name: always, next: [{do: meet}]}
  - {name: sometimes, next: [{do: meet}]}
  - {name: meet, join: active}`;
    expectEnd(yaml, { input: { extra: false } }, { runs: 'split always meet' });
    expectEnd(yaml, { input: { extra: true } }, { runs: 'split always sometimes meet' });
  });

  test('orquesta#162: a join below tasks with several ways in is reached', () => {
    const yaml = `
tasks:
  - {name: one, next: [{do: two}]}
  - name: two
    next:
      - {when: "{{ failed() and error().code == 'known' }}", do: three}
      - {when: "{{ failed() }}", do: [six_a, six_b]}
      - {do: five}
  - {name: three, next: [{when: "{{ succeeded() }}", do: five}, {when: "{{ failed() }}", do: [six_a, six_b]}]}
  - {name: five, next: [{do: noop}]}
  - {name: six_a, next: [{do: seven}]}
  - {name: six_b, next: [{do: seven}]}
  - {name: seven, join: all}`;
    const known = { code: 'known' } as const;
    expectEnd(yaml, { answers: { two: 'fail' } }, { runs: 'one two six_a six_b seven' });
    expectEnd(yaml, { answers: { two: known, three: 'fail' } }, { runs: 'one two three six_a six_b seven' });
    expectEnd(yaml, { answers: { two: known } }, { runs: 'one two three five' });
  });

  test('orquesta#212: a join that cannot be met ends the execution at once, and names who is missing', () => {
    const yaml = `
tasks:
  - {name: root, next: [{do: [a, b]}]}
  - {name: a, next: [{do: aggregate}]}
  - {name: b, next: [{when: "{{ succeeded() }}", do: aggregate}, {do: mend}]}
  - {name: mend}
  - {name: aggregate, join: all}`;
    expectEnd(
      yaml,
      { answers: { b: 'fail' } },
      { runs: 'root a b mend', status: 'failed', errors: ['join_unreachable'] },
    );
    const trial = new Trial(yaml, { answers: { b: 'fail' } }).run();
    expect(trial.stage.shown().error).toMatchObject({ task: 'aggregate', data: { missing: ['b'] } });
  });

  test('conductor#1957: the last arrival fires the join in its own event; nothing has to look again later', () => {
    const yaml = `
tasks:
  - {name: root, next: [{do: [a, b, c]}]}
  - {name: a, next: [{do: z}]}
  - {name: b, next: [{do: z}]}
  - {name: c, next: [{do: z}]}
  - {name: z, join: all}`;
    const trial = new Trial(yaml).start();
    for (const instance of ['root:1', 'b:1', 'c:1']) {
      trial.stage.complete(instance);
    }
    const effects = trial.stage.complete('a:1');
    expect(effects.flatMap((effect) => (effect.type === 'call' ? [effect.instance] : []))).toEqual(['z:1']);
  });

  test('conductor#881: (et1 or et2) and (lt1 or lt2), decided within the branches of a fork', () => {
    const yaml = `
parameters: {email: boolean, letter: boolean}
tasks:
  - {name: mail, next: [{do: [email, letter]}]}
  - {name: email, next: [{when: "{{ email }}", do: et1}, {do: et2}]}
  - {name: et1, next: [{do: email_done}]}
  - {name: et2, next: [{do: email_done}]}
  - {name: email_done, next: [{do: acknowledge}]}
  - {name: letter, next: [{when: "{{ letter }}", do: lt1}, {do: lt2}]}
  - {name: lt1, next: [{do: letter_done}]}
  - {name: lt2, next: [{do: letter_done}]}
  - {name: letter_done, next: [{do: acknowledge}]}
  - {name: acknowledge, join: all}`;
    const direct = yaml
      .replaceAll('email_done}]}\n', 'acknowledge}]}\n')
      .replaceAll('letter_done}]}\n', 'acknowledge}]}\n');
    for (const [email, et] of [
      [true, 'et1'],
      [false, 'et2'],
    ] as const) {
      for (const [letter, lt] of [
        [true, 'lt1'],
        [false, 'lt2'],
      ] as const) {
        const input = { email, letter };
        expectEnd(yaml, { input }, { runs: `mail email letter ${et} ${lt} email_done letter_done acknowledge` });
        const active = direct
          .replace(/ {2}- \{name: (email|letter)_done.*\n/g, '')
          .replace('join: all', 'join: active');
        expectEnd(active, { input }, { runs: `mail email letter ${et} ${lt} acknowledge` });
      }
    }
  });

  test('conductor#3317: a failed branch that may fail does not let the join fire before the others', () => {
    const yaml = `
tasks:
  - {name: root, next: [{do: [optional, slow]}]}
  - {name: optional, next: [{publish: {optional: "{{ failed() }}"}, do: z}]}
  - {name: slow, next: [{publish: {slow: "{{ result() }}"}, do: z}]}
  - {name: z, join: all, action: core.echo, input: {message: "{{ slow }}"}, next: [{publish: {got: "{{ result() }}"}, do: noop}]}
output_map: {got: "{{ got }}", optional: "{{ optional }}"}`;
    expectEnd(
      yaml,
      { answers: { optional: 'fail', slow: { result: 'here' } } },
      { runs: 'root optional slow z', output: { got: 'here', optional: true } },
    );
  });

  test('conductor-oss#18: a fork over six thousand items is joined when all of them are done', () => {
    const yaml = `
tasks:
  - name: fan
    with: {items: "{{ range(6000) | list }}", concurrency: 1000}
    action: core.echo
    input: {message: "{{ item }}"}
    next: [{publish: {n: "{{ result() | length }}", sum: "{{ result() | sum }}"}, do: z}]
  - {name: z}
output_map: {n: "{{ n }}", sum: "{{ sum }}"}`;
    const trial = new Trial(yaml, {}, { seed: 11 }).run();
    expect([trial.status, trial.runs, trial.output]).toEqual(['succeeded', 'fan z', { n: 6000, sum: 17_997_000 }]);
  });

  test('conductor javascript-sdk#135: a join names nobody; it waits for whoever leads into it', () => {
    const yaml = `
tasks:
  - {name: root, next: [{do: [wait, now]}]}
  - {name: wait, action: core.sleep, input: {seconds: 10}, next: [{do: z}]}
  - {name: now, next: [{do: z}]}
  - {name: z, join: all}`;
    const trial = new Trial(yaml).start();
    trial.step();
    trial.step();
    trial.step();
    expect(trial.taskStatus('now:1')).toBe('succeeded');
    expect(trial.taskStatus('z:1')).toBeUndefined();
    trial.step();
    expect(trial.taskStatus('wait:1')).toBe('succeeded');
    expect(trial.taskStatus('z:1')).toBe('running');
  });

  test('conductor PR#1274: a task that fails and is tried again arrives once, when it is through', () => {
    const yaml = `
tasks:
  - {name: root, next: [{do: [flaky, steady]}]}
  - {name: flaky, retry: {count: 3, delay: 5}, next: [{do: z}]}
  - {name: steady, next: [{do: z}]}
  - {name: z, join: all}`;
    expectEnd(yaml, { answers: { flaky: ['fail', 'fail', 'succeed'] } }, { runs: 'root flaky steady z' });
    expectEnd(yaml, { answers: { flaky: 'fail' } }, { runs: 'root flaky steady z' });
  });
});
