import type { Case } from './case.ts';

/** Cycles over forks and joins: every round has a join of its own. */
export const CYCLES_WITH_JOINS: readonly Case[] = [
  {
    name: 'a loop over a fork and a join',
    runs: 'head*3 l*3 r*3 meet*3',
    yaml: `
entry_points: [head]
tasks:
  - {name: head, next: [{do: [l, r]}]}
  - {name: l, next: [{do: meet}]}
  - {name: r, next: [{do: meet}]}
  - {name: meet, join: all, next: [{when: "{{ iteration() < 3 }}", do: head}]}`,
  },
  {
    name: 'a loop over a fork whose arms have different lengths',
    runs: 'head*3 l*3 r1*3 r2*3 r3*3 meet*3 z',
    yaml: `
vars: {sum: 0}
entry_points: [head]
tasks:
  - {name: head, next: [{publish: {n: "{{ iteration() }}"}, do: [l, r1]}]}
  - {name: l, next: [{publish: {a: "{{ n }}"}, do: meet}]}
  - {name: r1, next: [{do: r2}]}
  - {name: r2, next: [{do: r3}]}
  - {name: r3, next: [{publish: {b: "{{ n * 10 }}"}, do: meet}]}
  - name: meet
    join: all
    next:
      - {when: "{{ iteration() < 3 }}", publish: {sum: "{{ sum + a + b }}"}, do: head}
      - {publish: {sum: "{{ sum + a + b }}"}, do: z}
  - {name: z}
output_map: {sum: "{{ sum }}"}`,
    output: { sum: 66 },
  },
  {
    name: 'a join inside a loop, the loop going on behind it',
    runs: 'root l*2 r*2 meet*2 tail*2',
    yaml: `
tasks:
  - {name: root, next: [{do: [l, r]}]}
  - {name: l, next: [{do: meet}]}
  - {name: r, next: [{do: meet}]}
  - {name: meet, join: all, next: [{do: tail}]}
  - {name: tail, next: [{when: "{{ iteration() < 2 }}", do: [l, r]}]}`,
  },
  {
    name: 'a join at the head of a loop, for whoever comes first',
    runs: 'root head*4 body*3',
    yaml: `
tasks:
  - {name: root, next: [{do: head}]}
  - {name: head, join: active, next: [{when: "{{ iteration() < 4 }}", do: body}]}
  - {name: body, next: [{do: head}]}`,
  },
  {
    name: 'a join of one at the head of a loop',
    runs: 'root head*4 body*3',
    yaml: `
tasks:
  - {name: root, next: [{do: head}]}
  - {name: head, join: 1, next: [{when: "{{ iteration() < 4 }}", do: body}]}
  - {name: body, next: [{do: head}]}`,
  },
  {
    name: 'a join at the head of a loop that a branch from outside enters once and counts in every round',
    runs: 'root once other body*3 head*3',
    yaml: `
tasks:
  - {name: root, next: [{do: [once, other]}]}
  - {name: once, next: [{publish: {outside: true}, do: head}]}
  - {name: other, next: [{do: body}]}
  - {name: body, next: [{do: head}]}
  - {name: head, join: all, next: [{when: "{{ iteration() < 3 }}", do: body}]}
output_map: {outside: "{{ outside }}"}`,
    output: { outside: true },
  },
  {
    name: 'a join of two of two branches from outside and the loop itself',
    runs: 'p q head*3 body*2',
    yaml: `
tasks:
  - {name: p, next: [{do: head}]}
  - {name: q, next: [{do: head}]}
  - {name: head, join: 2, next: [{when: "{{ iteration() < 3 }}", do: body}]}
  - {name: body, next: [{do: head}]}`,
  },
  {
    name: 'a loop over a count join: the late arrival of a round does not fire the next one',
    runs: 'head*3 a*3 b*3 c*3 two*3',
    yaml: `
entry_points: [head]
tasks:
  - {name: head, next: [{do: [a, b, c]}]}
  - {name: a, next: [{do: two}]}
  - {name: b, next: [{do: two}]}
  - {name: c, next: [{do: two}]}
  - {name: two, join: 2, next: [{when: "{{ iteration() < 3 }}", do: head}]}`,
  },
  {
    name: 'a loop over an active join with other branches in each round',
    runs: 'head*4 a*4 b*2 meet*4',
    yaml: `
entry_points: [head]
match: all
tasks:
  - {name: head, next: [{do: a}, {when: "{{ iteration() % 2 == 0 }}", do: b}]}
  - {name: a, next: [{do: meet}]}
  - {name: b, next: [{do: meet}]}
  - {name: meet, join: active, next: [{when: "{{ iteration() < 4 }}", do: head}]}`,
  },
  {
    name: 'a fork whose one arm loops before it comes to the join',
    runs: 'root l*3 r meet',
    yaml: `
tasks:
  - {name: root, next: [{do: [l, r]}]}
  - {name: l, next: [{when: "{{ iteration() < 3 }}", do: l}, {do: meet}]}
  - {name: r, next: [{do: meet}]}
  - {name: meet, join: all}`,
  },
  {
    name: 'a fork whose arms both loop, each its own number of times',
    runs: 'root l*3 r*5 meet z',
    yaml: `
tasks:
  - {name: root, next: [{do: [l, r]}]}
  - {name: l, next: [{when: "{{ iteration() < 3 }}", publish: {l: "{{ iteration() }}"}, do: l}, {do: meet}]}
  - {name: r, next: [{when: "{{ iteration() < 5 }}", publish: {r: "{{ iteration() }}"}, do: r}, {do: meet}]}
  - {name: meet, join: all, next: [{publish: {both: "{{ [l, r] }}"}, do: z}]}
  - {name: z}
output_map: {both: "{{ both }}"}`,
    output: { both: [2, 4] },
  },
  {
    name: 'two loops side by side from two entry points, which meet at the end',
    runs: 'p*2 q*4 z',
    yaml: `
entry_points: [p, q]
tasks:
  - {name: p, next: [{when: "{{ iteration() < 2 }}", do: p}, {do: z}]}
  - {name: q, next: [{when: "{{ iteration() < 4 }}", do: q}, {do: z}]}
  - {name: z, join: all}`,
  },
  {
    name: 'a loop over a join in a loop over a join',
    runs: 'out*2 side*2 in*4 a*4 b*4 meet*4 close*2',
    yaml: `
vars: {n: 0}
entry_points: [out]
tasks:
  - {name: out, next: [{publish: {n: 1}, do: [in, side]}]}
  - {name: in, next: [{do: [a, b]}]}
  - {name: a, next: [{do: meet}]}
  - {name: b, next: [{do: meet}]}
  - {name: meet, join: all, next: [{when: "{{ n < 2 }}", publish: {n: "{{ n + 1 }}"}, do: in}, {do: close}]}
  - {name: side, next: [{do: close}]}
  - {name: close, join: all, next: [{when: "{{ iteration() < 2 }}", do: out}]}`,
  },
  {
    name: 'an arrow from behind a join back into one arm only',
    runs: 'root l*3 r meet*3',
    yaml: `
tasks:
  - {name: root, next: [{do: [l, r]}]}
  - {name: l, next: [{do: meet}]}
  - {name: r, next: [{do: meet}]}
  - {name: meet, join: all, next: [{when: "{{ iteration() < 3 }}", do: l}]}`,
  },
  {
    // Each waits for the other. The active one gives way; what comes back to it belongs to the round it has run.
    name: 'two joins that feed each other',
    runs: 'root a b left right',
    yaml: `
tasks:
  - {name: root, next: [{do: [a, b]}]}
  - {name: a, next: [{do: left}]}
  - {name: b, next: [{do: right}]}
  - {name: left, join: active, next: [{when: "{{ iteration() < 3 }}", do: right}]}
  - {name: right, join: all, next: [{do: left}]}`,
  },
  {
    name: 'a cycle with two ways in and a join on it',
    runs: 'root p q a*2 b*2 meet*2',
    yaml: `
tasks:
  - {name: root, next: [{do: [p, q]}]}
  - {name: p, next: [{do: a}]}
  - {name: q, next: [{do: b}]}
  - {name: a, next: [{do: meet}]}
  - {name: b, next: [{do: meet}]}
  - {name: meet, join: all, next: [{when: "{{ iteration() < 2 }}", do: [a, b]}]}`,
  },
  {
    name: 'a loop around a diamond without a join doubles its tokens in each round',
    runs: 'head*7 l*7 r*7 tail*14',
    yaml: `
vars: {round: 1}
entry_points: [head]
tasks:
  - {name: head, next: [{do: [l, r]}]}
  - {name: l, next: [{do: tail}]}
  - {name: r, next: [{do: tail}]}
  - {name: tail, next: [{when: "{{ round < 3 }}", publish: {round: "{{ round + 1 }}"}, do: head}]}`,
  },
  {
    name: 'tokens that go round side by side have a join each',
    runs: 'root x y head*6 l*6 r*6 meet*6',
    yaml: `
vars: {round: 1}
tasks:
  - {name: root, next: [{do: [x, y]}]}
  - {name: x, next: [{do: head}]}
  - {name: y, next: [{do: head}]}
  - {name: head, next: [{do: [l, r]}]}
  - {name: l, next: [{do: meet}]}
  - {name: r, next: [{do: meet}]}
  - {name: meet, join: all, next: [{when: "{{ round < 3 }}", publish: {round: "{{ round + 1 }}"}, do: head}]}`,
  },
  {
    name: 'a loop left by an error in one arm of its fork',
    answers: { r: ['succeed', 'fail'] },
    runs: 'head*2 l*2 r*2 meet*2 z',
    yaml: `
vars: {stop: false}
entry_points: [head]
tasks:
  - {name: head, next: [{do: [l, r]}]}
  - {name: l, next: [{do: meet}]}
  - {name: r, next: [{when: "{{ succeeded() }}", do: meet}, {publish: {stop: true}, do: meet}]}
  - {name: meet, join: all, next: [{when: "{{ stop }}", do: z}, {do: head}]}
  - {name: z}`,
  },
  {
    name: 'a loop that an unhandled error ends in its second round',
    answers: { r: ['succeed', 'fail'] },
    status: 'failed',
    error: 'broken',
    runs: 'head*2 l*2 r*2 meet',
    yaml: `
entry_points: [head]
tasks:
  - {name: head, next: [{do: [l, r]}]}
  - {name: l, next: [{do: meet}]}
  - {name: r, next: [{when: "{{ succeeded() }}", do: meet}]}
  - {name: meet, join: all, next: [{do: head}]}`,
  },
  {
    name: 'an arm that does not come in the second round: join all says so',
    status: 'failed',
    error: 'join_unreachable',
    runs: 'head*2 l*2 r*2 meet',
    yaml: `
entry_points: [head]
tasks:
  - {name: head, next: [{do: [l, r]}]}
  - {name: l, next: [{do: meet}]}
  - {name: r, next: [{when: "{{ iteration() < 2 }}", do: meet}]}
  - {name: meet, join: all, next: [{do: head}]}`,
  },
];
