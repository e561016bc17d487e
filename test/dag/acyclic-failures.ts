import type { Case } from './case.ts';

/** Errors as edges: handled, routed, waited for, or the end of it. */
export const FAILURES: readonly Case[] = [
  {
    name: 'an error branch',
    answers: { a: { code: 'no_disk' } },
    runs: 'a mend',
    yaml: `
tasks:
  - {name: a, next: [{when: "{{ succeeded() }}", do: b}, {publish: {why: "{{ error().code }}"}, do: mend}]}
  - {name: b}
  - {name: mend}
output_map: {why: "{{ why }}"}`,
    output: { why: 'no_disk' },
  },
  {
    name: 'an error branch that leads back to the main road',
    answers: { primary: 'fail' },
    runs: 'primary secondary z',
    yaml: `
tasks:
  - {name: primary, next: [{when: "{{ succeeded() }}", do: z}, {do: secondary}]}
  - {name: secondary, next: [{do: z}]}
  - {name: z}`,
  },
  {
    name: 'a chain of fallbacks, the last of which holds',
    answers: { first: 'fail', second: 'time out' },
    runs: 'first second third',
    yaml: `
tasks:
  - {name: first, next: [{when: "{{ failed() }}", do: second}]}
  - {name: second, next: [{when: "{{ failed() }}", do: third}]}
  - {name: third, next: [{when: "{{ failed() }}", do: fourth}]}
  - {name: fourth}`,
  },
  {
    name: 'cleaning up, come what may',
    answers: { use: 'fail' },
    runs: 'take use give_back',
    yaml: `
tasks:
  - {name: take, next: [{do: use}]}
  - {name: use, next: [{when: "{{ completed() }}", do: give_back}]}
  - {name: give_back}`,
  },
  {
    name: 'an unhandled failure stops what would come after it',
    answers: { b: 'fail' },
    status: 'failed',
    error: 'broken',
    runs: 'a b',
    yaml: `
tasks:
  - {name: a, next: [{do: b}]}
  - {name: b, next: [{when: "{{ succeeded() }}", do: c}]}
  - {name: c}`,
  },
  {
    name: 'a failure on the way to a join: the join does not fire',
    answers: { b: 'fail' },
    status: 'failed',
    error: 'broken',
    runs: 'a b c',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{when: "{{ succeeded() }}", do: z}]}
  - {name: c, next: [{do: z}]}
  - {name: z, join: all}`,
  },
  {
    name: 'a handled failure arrives like a success',
    answers: { b: 'fail' },
    runs: 'a b c z',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{when: "{{ succeeded() }}", do: z}, {publish: {lost: b}, do: z}]}
  - {name: c, next: [{do: z}]}
  - {name: z, join: all}
output_map: {lost: "{{ lost }}"}`,
    output: { lost: 'b' },
  },
  {
    name: 'a failure handled elsewhere leaves the join without an arrival',
    answers: { b: 'fail' },
    status: 'failed',
    error: 'join_unreachable',
    runs: 'a b c mend',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{when: "{{ succeeded() }}", do: z}, {do: mend}]}
  - {name: mend}
  - {name: c, next: [{do: z}]}
  - {name: z, join: all}`,
  },
  {
    name: 'the same with an active join: it goes on with those who came',
    answers: { b: 'fail' },
    runs: 'a b c mend z',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{when: "{{ succeeded() }}", do: z}, {do: mend}]}
  - {name: mend}
  - {name: c, next: [{do: z}]}
  - {name: z, join: active}`,
  },
  {
    name: 'one alarm, however many fail',
    answers: { b: 'fail', d: 'fail' },
    runs: 'a b c d alarm z',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c, d]}]}
  - {name: b, next: [{when: "{{ failed() }}", do: [alarm, z]}, {do: z}]}
  - {name: c, next: [{when: "{{ failed() }}", do: [alarm, z]}, {do: z}]}
  - {name: d, next: [{when: "{{ failed() }}", do: [alarm, z]}, {do: z}]}
  - {name: alarm, join: 1}
  - {name: z, join: all}`,
  },
  {
    name: 'no alarm when none fails',
    runs: 'a b c z',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{when: "{{ failed() }}", do: [alarm, z]}, {do: z}]}
  - {name: c, next: [{when: "{{ failed() }}", do: [alarm, z]}, {do: z}]}
  - {name: alarm, join: 1}
  - {name: z, join: all}`,
  },
  {
    name: 'all done, whatever became of them, and a count of the failures',
    answers: { b: 'fail', c: 'time out' },
    runs: 'a b c d z',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c, d]}]}
  - {name: b, next: [{publish: {b: "{{ failed() }}"}, do: z}]}
  - {name: c, next: [{publish: {c: "{{ failed() }}"}, do: z}]}
  - {name: d, next: [{publish: {d: "{{ failed() }}"}, do: z}]}
  - {name: z, join: all}
output_map: {failures: "{{ [b, c, d] | select | list | length }}"}`,
    output: { failures: 2 },
  },
  {
    name: 'undoing in reverse',
    answers: { charge: 'fail' },
    runs: 'book reserve charge release cancel',
    yaml: `
tasks:
  - {name: book, next: [{when: "{{ succeeded() }}", do: reserve}]}
  - {name: reserve, next: [{when: "{{ succeeded() }}", do: charge}, {do: cancel}]}
  - {name: charge, next: [{when: "{{ succeeded() }}", do: ship}, {do: release}]}
  - {name: ship}
  - {name: release, next: [{do: cancel}]}
  - {name: cancel}`,
  },
  {
    name: 'undoing in reverse, and failed all the same',
    answers: { reserve: 'fail' },
    status: 'failed',
    error: 'broken',
    runs: 'book reserve cancel',
    yaml: `
tasks:
  - {name: book, next: [{when: "{{ succeeded() }}", do: reserve}]}
  - {name: reserve, next: [{when: "{{ succeeded() }}", do: charge}, {do: [cancel, fail]}]}
  - {name: charge}
  - {name: cancel}`,
  },
  {
    name: 'a time-out has a way of its own',
    answers: { slow: 'silence' },
    runs: 'slow late',
    yaml: `
tasks:
  - name: slow
    action: core.http
    input: {url: "http://localhost/"}
    timeout: 30
    next: [{when: "{{ succeeded() }}", do: z}, {when: "{{ timed_out() }}", do: late}, {do: broken}]
  - {name: z}
  - {name: late}
  - {name: broken}`,
  },
  {
    name: 'failing on purpose after telling somebody',
    input: { n: -1 },
    status: 'failed',
    error: 'failed_by_command',
    runs: 'check tell',
    yaml: `
parameters: {n: integer}
tasks:
  - {name: check, next: [{when: "{{ n < 0 }}", do: [tell, fail]}, {do: work}]}
  - {name: tell, next: [{do: work}]}
  - {name: work}`,
  },
  {
    name: 'a flaky task that is tried again',
    answers: { flaky: ['fail', 'fail', { result: 'at last' }] },
    runs: 'flaky z',
    yaml: `
tasks:
  - {name: flaky, retry: {count: 3, delay: 10, backoff: exponential}, next: [{publish: {x: "{{ result() }}"}, do: z}]}
  - {name: z}
output_map: {x: "{{ x }}"}`,
    output: { x: 'at last' },
  },
  {
    name: 'a flaky task whose tries are used up',
    answers: { flaky: 'fail' },
    status: 'failed',
    error: 'broken',
    runs: 'flaky',
    yaml: `
tasks:
  - {name: flaky, retry: {count: 2}, next: [{when: "{{ succeeded() }}", do: z}]}
  - {name: z}`,
  },
  {
    name: 'a canceled task without a transition for it is no failure',
    answers: { b: 'cancel' },
    runs: 'a b c',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{when: "{{ succeeded() }}", do: z}]}
  - {name: c}
  - {name: z}`,
  },
  {
    name: 'a mistake in an expression cannot be routed',
    status: 'failed',
    error: 'expression_division_by_zero',
    runs: 'a',
    yaml: `
tasks:
  - {name: a, next: [{publish: {x: "{{ 1 / (iteration() - 1) }}"}, do: b}, {do: mend}]}
  - {name: b}
  - {name: mend}`,
  },
];
