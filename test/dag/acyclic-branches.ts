import type { Case } from './case.ts';

/** Choices: not every task runs, and what waits for branches knows which ones can still come. */
export const BRANCHES: readonly Case[] = [
  {
    name: 'one of two ways, which meet again',
    input: { n: 3 },
    runs: 'a small z',
    yaml: `
parameters: {n: integer}
tasks:
  - {name: a, next: [{when: "{{ n < 10 }}", do: small}, {do: large}]}
  - {name: small, next: [{publish: {size: small}, do: z}]}
  - {name: large, next: [{publish: {size: large}, do: z}]}
  - {name: z}
output_map: {size: "{{ size }}"}`,
    output: { size: 'small' },
  },
  {
    name: 'one of two ways into an active join',
    input: { n: 30 },
    runs: 'a large z',
    yaml: `
parameters: {n: integer}
tasks:
  - {name: a, next: [{when: "{{ n < 10 }}", do: small}, {do: large}]}
  - {name: small, next: [{do: z}]}
  - {name: large, next: [{do: z}]}
  - {name: z, join: active}`,
  },
  {
    name: 'one of four ways, none of which fits, and the rest',
    input: { kind: 'odd' },
    runs: 'a other z',
    yaml: `
parameters: {kind: string}
tasks:
  - name: a
    next:
      - {when: "{{ kind == 'text' }}", do: text}
      - {when: "{{ kind == 'image' }}", do: image}
      - {when: "{{ kind == 'sound' }}", do: sound}
      - {do: other}
  - {name: text, next: [{do: z}]}
  - {name: image, next: [{do: z}]}
  - {name: sound, next: [{do: z}]}
  - {name: other, next: [{do: z}]}
  - {name: z}`,
  },
  {
    name: 'several conditions hold and the first one decides',
    input: { n: 100 },
    runs: 'a first',
    yaml: `
parameters: {n: integer}
tasks:
  - {name: a, next: [{when: "{{ n > 1 }}", do: first}, {when: "{{ n > 10 }}", do: second}, {do: third}]}
  - {name: first}
  - {name: second}
  - {name: third}`,
  },
  ...[0, 1, 2, 3].map(
    (chosen): Case => ({
      name: `${chosen} of three optional ways beside a main one, into an active join`,
      input: { chosen: ['b', 'c', 'd'].slice(0, chosen) },
      runs: `a main ${['b', 'c', 'd'].slice(0, chosen).join(' ')} z`,
      yaml: `
parameters: {chosen: array}
tasks:
  - name: a
    match: all
    next:
      - {do: main}
      - {when: "{{ 'b' in chosen }}", do: b}
      - {when: "{{ 'c' in chosen }}", do: c}
      - {when: "{{ 'd' in chosen }}", do: d}
  - {name: main, next: [{do: z}]}
  - {name: b, next: [{do: z}]}
  - {name: c, next: [{do: z}]}
  - {name: d, next: [{do: z}]}
  - {name: z, join: active}`,
    }),
  ),
  {
    name: 'none of the optional ways is taken: the rest of the graph stays untouched',
    input: { chosen: [] },
    runs: 'a',
    yaml: `
parameters: {chosen: array}
tasks:
  - {name: a, next: [{when: "{{ 'b' in chosen }}", do: b}, {when: "{{ 'c' in chosen }}", do: c}]}
  - {name: b, next: [{do: z}]}
  - {name: c, next: [{do: z}]}
  - {name: z, join: all}`,
  },
  {
    name: 'the way is chosen by a result',
    answers: { ask: { result: { colour: 'red', shade: 3 } } },
    runs: 'ask red z',
    yaml: `
tasks:
  - name: ask
    action: core.http
    input: {url: "http://localhost/colour"}
    next:
      - {when: "{{ result().colour == 'blue' }}", do: blue}
      - {when: "{{ result().colour == 'red' }}", publish: {shade: "{{ result().shade }}"}, do: red}
  - {name: blue, next: [{do: z}]}
  - {name: red, next: [{do: z}]}
  - {name: z}
output_map: {shade: "{{ shade }}"}`,
    output: { shade: 3 },
  },
  {
    name: 'a choice within a choice',
    input: { x: true, y: false },
    runs: 'a b d z',
    yaml: `
parameters: {x: boolean, y: boolean}
tasks:
  - {name: a, next: [{when: "{{ x }}", do: b}, {do: z}]}
  - {name: b, next: [{when: "{{ y }}", do: c}, {do: d}]}
  - {name: c, next: [{do: z}]}
  - {name: d, next: [{do: z}]}
  - {name: z}`,
  },
  {
    name: 'a skipped task leads on like one that ran',
    input: { dry: true },
    runs: 'a b c',
    yaml: `
parameters: {dry: boolean}
tasks:
  - {name: a, next: [{do: b}]}
  - {name: b, when: "{{ not dry }}", action: core.fail, next: [{do: c}]}
  - {name: c}`,
  },
  {
    name: 'a skipped task counts as an arrival',
    input: { dry: true },
    runs: 'a b c z',
    yaml: `
parameters: {dry: boolean}
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, when: "{{ not dry }}", next: [{publish: {b: "{{ result() }}"}, do: z}]}
  - {name: c, next: [{do: z}]}
  - {name: z, join: all}
output_map: {b: "{{ b }}"}`,
    output: { b: null },
  },
  {
    name: 'an arm that stops half-way is not waited for by an active join',
    runs: 'a b c d z',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{do: z}]}
  - {name: c, next: [{do: d}]}
  - {name: d, next: [{when: "{{ false }}", do: e}]}
  - {name: e, next: [{do: z}]}
  - {name: z, join: active}`,
  },
  {
    name: 'active joins nested in both arms, each with another choice',
    input: { left: 1, right: 2 },
    runs: 'a l l1 lz r r1 r2 rz z',
    yaml: `
parameters: {left: integer, right: integer}
match: all
tasks:
  - {name: a, next: [{do: [l, r]}]}
  - {name: l, next: [{when: "{{ left > 0 }}", do: l1}, {when: "{{ left > 1 }}", do: l2}]}
  - {name: l1, next: [{do: lz}]}
  - {name: l2, next: [{do: lz}]}
  - {name: lz, join: active, next: [{do: z}]}
  - {name: r, next: [{when: "{{ right > 0 }}", do: r1}, {when: "{{ right > 1 }}", do: r2}]}
  - {name: r1, next: [{do: rz}]}
  - {name: r2, next: [{do: rz}]}
  - {name: rz, join: active, next: [{do: z}]}
  - {name: z, join: active}`,
  },
  {
    name: 'one arm of an outer active join is a choice that leads around the inner join',
    input: { fast: true },
    runs: 'a b c q z',
    yaml: `
parameters: {fast: boolean}
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{when: "{{ fast }}", do: q}, {do: [s, t]}]}
  - {name: q, next: [{do: z}]}
  - {name: s, next: [{do: u}]}
  - {name: t, next: [{do: u}]}
  - {name: u, join: all, next: [{do: z}]}
  - {name: c, next: [{do: z}]}
  - {name: z, join: active}`,
  },
  {
    name: 'an early end: nothing more to do is a success',
    input: { changed: false },
    runs: 'look',
    yaml: `
parameters: {changed: boolean}
vars: {done: nothing}
tasks:
  - {name: look, next: [{when: "{{ changed }}", do: build}, {publish: {done: up to date}, do: noop}]}
  - {name: build, next: [{publish: {done: built}, do: noop}]}
output_map: {done: "{{ done }}"}`,
    output: { done: 'up to date' },
  },
  {
    name: 'every condition that holds fires',
    input: { n: 12 },
    runs: 'a two three z*2',
    yaml: `
parameters: {n: integer}
match: all
tasks:
  - name: a
    next:
      - {when: "{{ n % 2 == 0 }}", do: two}
      - {when: "{{ n % 3 == 0 }}", do: three}
      - {when: "{{ n % 5 == 0 }}", do: five}
  - {name: two, next: [{do: z}]}
  - {name: three, next: [{do: z}]}
  - {name: five, next: [{do: z}]}
  - {name: z}`,
  },
  {
    name: 'two transitions that hold and name one task make two of it',
    runs: 'a b*2',
    yaml: `
match: all
tasks:
  - {name: a, next: [{do: b}, {do: [b, b]}]}
  - {name: b}`,
  },
  {
    name: 'the first of three is enough; the others are absorbed',
    runs: 'a b c d z',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c, d]}]}
  - {name: b, next: [{do: z}]}
  - {name: c, next: [{do: z}]}
  - {name: d, next: [{do: z}]}
  - {name: z, join: 1}`,
  },
  {
    name: 'three of five are a quorum',
    runs: 'a v1 v2 v3 v4 v5 z',
    yaml: `
tasks:
  - {name: a, next: [{do: [v1, v2, v3, v4, v5]}]}
  - {name: v1, next: [{do: z}]}
  - {name: v2, next: [{do: z}]}
  - {name: v3, next: [{do: z}]}
  - {name: v4, next: [{do: z}]}
  - {name: v5, next: [{do: z}]}
  - {name: z, join: 3}`,
  },
  {
    name: 'a quorum that cannot come about',
    answers: { v2: { result: false }, v3: { result: false } },
    status: 'failed',
    error: 'join_unreachable',
    runs: 'a v1 v2 v3',
    yaml: `
tasks:
  - {name: a, next: [{do: [v1, v2, v3]}]}
  - {name: v1, action: core.echo, input: {message: true}, next: [{when: "{{ result() }}", do: z}]}
  - {name: v2, next: [{when: "{{ result() }}", do: z}]}
  - {name: v3, next: [{when: "{{ result() }}", do: z}]}
  - {name: z, join: 2}`,
  },
  {
    name: 'a conditional root beside an unconditional one',
    input: { extra: false },
    runs: 'main extra z',
    yaml: `
parameters: {extra: boolean}
tasks:
  - {name: main, next: [{do: z}]}
  - {name: extra, when: "{{ extra }}", next: [{do: z}]}
  - {name: z, join: all}`,
  },
  {
    name: 'started in the middle, joins count what is reached from there',
    startAt: ['b'],
    runs: 'b z',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{do: z}]}
  - {name: c, next: [{do: z}]}
  - {name: z, join: all}`,
  },
];
