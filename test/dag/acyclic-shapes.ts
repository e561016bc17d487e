import type { Case } from './case.ts';

const letters = [...'abcdefghijkl'];

/** Shapes without any condition: every task runs, and those with `join: all` once. */
export const SHAPES: readonly Case[] = [
  { name: 'a single task', runs: 'a', yaml: 'tasks: [{name: a}]' },
  {
    name: 'a chain of two that hands a result on',
    runs: 'a b',
    yaml: `
tasks:
  - {name: a, action: core.echo, input: {message: 20}, next: [{publish: {x: "{{ result() }}"}, do: b}]}
  - {name: b, action: core.echo, input: {message: "{{ x + 1 }}"}, next: [{publish: {y: "{{ result() }}"}, do: noop}]}
output_map: {y: "{{ y }}"}`,
    output: { y: 21 },
  },
  {
    name: 'a chain of twelve',
    runs: letters.join(' '),
    yaml: `tasks: [${letters.map((name, i) => `{name: ${name}, next: [{do: ${letters[i + 1] ?? 'noop'}}]}`).join(', ')}]`,
  },
  { name: 'two roots that know nothing of each other', runs: 'a b', yaml: 'tasks: [{name: a}, {name: b}]' },
  {
    name: 'two chains side by side',
    runs: 'a b c d',
    yaml: `
tasks:
  - {name: a, next: [{do: b}]}
  - {name: b}
  - {name: c, next: [{do: d}]}
  - {name: d}`,
  },
  {
    name: 'three roots into one join',
    runs: 'a b c z',
    yaml: `
tasks:
  - {name: a, next: [{publish: {a: 1}, do: z}]}
  - {name: b, next: [{publish: {b: 2}, do: z}]}
  - {name: c, next: [{publish: {c: 3}, do: z}]}
  - {name: z, join: all, next: [{publish: {sum: "{{ a + b + c }}"}, do: noop}]}
output_map: {sum: "{{ sum }}"}`,
    output: { sum: 6 },
  },
  {
    name: 'one root, three sinks',
    runs: 'a x y z',
    yaml: `
tasks:
  - {name: a, next: [{do: [x, y, z]}]}
  - {name: x}
  - {name: y}
  - {name: z}`,
  },
  {
    name: 'fan-out of two, fan-in of all',
    runs: 'a b c z',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{do: z}]}
  - {name: c, next: [{do: z}]}
  - {name: z, join: all}`,
  },
  {
    name: 'fan-out of twelve into a wide join',
    runs: `root ${letters.join(' ')} z`,
    yaml: `
tasks:
  - {name: root, next: [{do: [${letters.join(', ')}]}]}
${letters.map((name, i) => `  - {name: ${name}, next: [{publish: {${name}: ${i}}, do: z}]}`).join('\n')}
  - {name: z, join: all, next: [{publish: {sum: "{{ ${letters.join(' + ')} }}"}, do: noop}]}
output_map: {sum: "{{ sum }}"}`,
    output: { sum: 66 },
  },
  {
    name: 'a diamond whose arms have different lengths',
    runs: 'a b c d e z',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{do: z}]}
  - {name: c, next: [{do: d}]}
  - {name: d, next: [{do: e}]}
  - {name: e, next: [{do: z}]}
  - {name: z, join: all}`,
  },
  {
    name: 'a diamond with an arm that is only an arrow',
    runs: 'a b z',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, z]}]}
  - {name: b, next: [{do: z}]}
  - {name: z, join: all}`,
  },
  {
    name: 'two diamonds one after the other',
    runs: 'a b c m d e z',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{publish: {l: 1}, do: m}]}
  - {name: c, next: [{publish: {r: 2}, do: m}]}
  - {name: m, join: all, next: [{publish: {m: "{{ l + r }}"}, do: [d, e]}]}
  - {name: d, next: [{publish: {l: "{{ m * 10 }}"}, do: z}]}
  - {name: e, next: [{publish: {r: "{{ m * 100 }}"}, do: z}]}
  - {name: z, join: all}
output_map: {l: "{{ l }}", r: "{{ r }}", m: "{{ m }}"}`,
    output: { l: 30, r: 300, m: 3 },
  },
  {
    name: 'a diamond in an arm of a diamond',
    runs: 'a b c d e f z',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, f]}]}
  - {name: b, next: [{do: [c, d]}]}
  - {name: c, next: [{do: e}]}
  - {name: d, next: [{do: e}]}
  - {name: e, join: all, next: [{do: z}]}
  - {name: f, next: [{do: z}]}
  - {name: z, join: all}`,
  },
  {
    name: 'a diamond in each arm of a diamond',
    runs: 'a b b1 b2 b3 c c1 c2 c3 z',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{do: [b1, b2]}]}
  - {name: b1, next: [{do: b3}]}
  - {name: b2, next: [{do: b3}]}
  - {name: b3, join: all, next: [{do: z}]}
  - {name: c, next: [{do: [c1, c2]}]}
  - {name: c1, next: [{do: c3}]}
  - {name: c2, next: [{do: c3}]}
  - {name: c3, join: all, next: [{do: z}]}
  - {name: z, join: all}`,
  },
  {
    name: 'diamonds nested three deep',
    runs: 'a b c d e f g x y z',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, g]}]}
  - {name: b, next: [{do: [c, f]}]}
  - {name: c, next: [{do: [d, e]}]}
  - {name: d, next: [{do: x}]}
  - {name: e, next: [{do: x}]}
  - {name: x, join: all, next: [{do: y}]}
  - {name: f, next: [{do: y}]}
  - {name: y, join: all, next: [{do: z}]}
  - {name: g, next: [{do: z}]}
  - {name: z, join: all}`,
  },
  {
    name: 'a shortcut past the middle of a chain',
    runs: 'a b c d',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, d]}]}
  - {name: b, next: [{do: c}]}
  - {name: c, next: [{do: d}]}
  - {name: d, join: all}`,
  },
  {
    name: 'an N: two roots, one arrow across',
    runs: 'a b c d',
    yaml: `
tasks:
  - {name: a, next: [{do: [c, d]}]}
  - {name: b, next: [{do: d}]}
  - {name: c}
  - {name: d, join: all}`,
  },
  {
    name: 'a ladder',
    runs: 'a1 a2 a3 b1 b2 b3',
    yaml: `
tasks:
  - {name: a1, next: [{do: [a2, b1]}]}
  - {name: a2, next: [{do: [a3, b2]}]}
  - {name: a3, next: [{do: b3}]}
  - {name: b1, next: [{do: b2}]}
  - {name: b2, join: all, next: [{do: b3}]}
  - {name: b3, join: all}`,
  },
  {
    name: 'three tasks that all lead to three tasks',
    runs: 'a b c x y z',
    yaml: `
tasks:
  - {name: a, next: [{do: [x, y, z]}]}
  - {name: b, next: [{do: [x, y, z]}]}
  - {name: c, next: [{do: [x, y, z]}]}
  - {name: x, join: all}
  - {name: y, join: all}
  - {name: z, join: all}`,
  },
  {
    name: 'a butterfly of two layers',
    runs: 'a b c d e f',
    yaml: `
tasks:
  - {name: a, next: [{do: [c, d]}]}
  - {name: b, next: [{do: [c, d]}]}
  - {name: c, join: all, next: [{do: [e, f]}]}
  - {name: d, join: all, next: [{do: [e, f]}]}
  - {name: e, join: all}
  - {name: f, join: all}`,
  },
  {
    name: 'an hourglass',
    runs: 'a b m y z',
    yaml: `
tasks:
  - {name: a, next: [{do: m}]}
  - {name: b, next: [{do: m}]}
  - {name: m, join: all, next: [{do: [y, z]}]}
  - {name: y}
  - {name: z}`,
  },
  {
    name: 'two overlapping diamonds with one middle arm',
    runs: 'a b l m r x y',
    yaml: `
tasks:
  - {name: a, next: [{do: [l, m]}]}
  - {name: b, next: [{do: r}]}
  - {name: l, next: [{do: x}]}
  - {name: m, next: [{do: [x, y]}]}
  - {name: r, next: [{do: y}]}
  - {name: x, join: all}
  - {name: y, join: all}`,
  },
  {
    name: 'a tree that grows',
    runs: 'a b c d e f g',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{do: [d, e]}]}
  - {name: c, next: [{do: [f, g]}]}
  - {name: d}
  - {name: e}
  - {name: f}
  - {name: g}`,
  },
  {
    name: 'a tree that gathers',
    runs: 'd e f g b c a',
    yaml: `
tasks:
  - {name: d, action: core.echo, input: {message: 1}, next: [{publish: {d: "{{ result() }}"}, do: b}]}
  - {name: e, action: core.echo, input: {message: 2}, next: [{publish: {e: "{{ result() }}"}, do: b}]}
  - {name: f, action: core.echo, input: {message: 3}, next: [{publish: {f: "{{ result() }}"}, do: c}]}
  - {name: g, action: core.echo, input: {message: 4}, next: [{publish: {g: "{{ result() }}"}, do: c}]}
  - {name: b, join: all, next: [{publish: {b: "{{ d + e }}"}, do: a}]}
  - {name: c, join: all, next: [{publish: {c: "{{ f + g }}"}, do: a}]}
  - {name: a, join: all, next: [{publish: {a: "{{ b * c }}"}, do: noop}]}
output_map: {a: "{{ a }}"}`,
    output: { a: 21 },
  },
  {
    name: 'a mesh with two roots and two sinks',
    runs: 'a b c d e y z',
    yaml: `
tasks:
  - {name: a, next: [{do: [c, d]}]}
  - {name: b, next: [{do: [d, e]}]}
  - {name: c, next: [{do: y}]}
  - {name: d, join: all, next: [{do: [y, z]}]}
  - {name: e, next: [{do: z}]}
  - {name: y, join: all}
  - {name: z, join: all}`,
  },
  {
    name: 'a diamond without a join: the last task runs once per arrow',
    runs: 'a b c d z*3',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c, d]}]}
  - {name: b, next: [{do: z}]}
  - {name: c, next: [{do: z}]}
  - {name: d, next: [{do: z}]}
  - {name: z}`,
  },
  {
    name: 'two diamonds without a join multiply',
    runs: 'a b c m*2 d*2 e*2 z*4',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{do: m}]}
  - {name: c, next: [{do: m}]}
  - {name: m, next: [{do: [d, e]}]}
  - {name: d, next: [{do: z}]}
  - {name: e, next: [{do: z}]}
  - {name: z}`,
  },
  {
    name: 'parallel instances of a task have a join each',
    runs: 'a b c m*2 d*2 e*2 z*2',
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{do: m}]}
  - {name: c, next: [{do: m}]}
  - {name: m, next: [{do: [d, e]}]}
  - {name: d, next: [{do: z}]}
  - {name: e, next: [{do: z}]}
  - {name: z, join: all}`,
  },
  {
    name: 'stages of two, four, two and one',
    runs: 'a b c1 c2 c3 c4 d e z',
    yaml: `
tasks:
  - {name: a, next: [{do: [c1, c2]}]}
  - {name: b, next: [{do: [c3, c4]}]}
  - {name: c1, next: [{do: [d, e]}]}
  - {name: c2, next: [{do: d}]}
  - {name: c3, next: [{do: e}]}
  - {name: c4, next: [{do: [d, e]}]}
  - {name: d, join: all, next: [{do: z}]}
  - {name: e, join: all, next: [{do: z}]}
  - {name: z, join: all}`,
  },
  {
    name: 'islands: a chain, a diamond and a lone task in one file',
    runs: 'a b c d e f lone',
    yaml: `
tasks:
  - {name: a, next: [{do: b}]}
  - {name: b}
  - {name: c, next: [{do: [d, e]}]}
  - {name: d, next: [{do: f}]}
  - {name: e, next: [{do: f}]}
  - {name: f, join: all}
  - {name: lone}`,
  },
  {
    name: 'tasks written in the reverse of their order',
    runs: 'a b c z',
    yaml: `
tasks:
  - {name: z, join: all}
  - {name: c, next: [{do: z}]}
  - {name: b, next: [{do: z}]}
  - {name: a, next: [{do: [b, c]}]}`,
  },
];
