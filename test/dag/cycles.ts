import type { Case } from './case.ts';

/** Every kind of cycle that an engine with a dependency order refuses. */
export const CYCLES: readonly Case[] = [
  {
    name: 'a task that leads to itself',
    runs: 'a*4',
    yaml: `
entry_points: [a]
tasks:
  - {name: a, next: [{when: "{{ iteration() < 4 }}", do: a}]}`,
  },
  {
    name: 'a task that leads to itself and counts',
    runs: 'a*5 z',
    yaml: `
vars: {seen: []}
entry_points: [a]
tasks:
  - name: a
    next:
      - {when: "{{ seen | length < 4 }}", publish: {seen: "{{ seen + [iteration()] }}"}, do: a}
      - {do: z}
  - {name: z}
output_map: {seen: "{{ seen }}"}`,
    output: { seen: [1, 2, 3, 4] },
  },
  {
    name: 'two tasks that lead to each other',
    runs: 'a*3 b*3',
    yaml: `
entry_points: [a]
tasks:
  - {name: a, next: [{do: b}]}
  - {name: b, next: [{when: "{{ iteration() < 3 }}", do: a}]}`,
  },
  {
    name: 'a ring of three',
    runs: 'a*4 b*4 c*4',
    yaml: `
entry_points: [a]
tasks:
  - {name: a, next: [{do: b}]}
  - {name: b, next: [{do: c}]}
  - {name: c, next: [{when: "{{ iteration() < 4 }}", do: a}]}`,
  },
  {
    name: 'a ring of three with a way out in the middle',
    runs: 'a*3 b*3 c*2 z',
    yaml: `
entry_points: [a]
tasks:
  - {name: a, next: [{do: b}]}
  - {name: b, next: [{when: "{{ iteration() < 3 }}", do: c}, {do: z}]}
  - {name: c, next: [{do: a}]}
  - {name: z}`,
  },
  {
    name: 'a ring of three entered by an ordinary task',
    runs: 'root a*2 b*2 c*2 z',
    yaml: `
tasks:
  - {name: root, next: [{do: a}]}
  - {name: a, next: [{do: b}]}
  - {name: b, next: [{do: c}]}
  - {name: c, next: [{when: "{{ iteration() < 2 }}", do: a}, {do: z}]}
  - {name: z}`,
  },
  {
    name: 'a loop with the condition at its head',
    input: { todo: ['x', 'y'] },
    runs: 'root head*3 body*2 z',
    yaml: `
parameters: {todo: array}
vars: {left: "{{ todo }}", done: []}
tasks:
  - {name: root, next: [{do: head}]}
  - {name: head, next: [{when: "{{ left }}", do: body}, {do: z}]}
  - {name: body, next: [{publish: {done: "{{ [left[0]] + done }}", left: "{{ left[1:] }}"}, do: head}]}
  - {name: z}
output_map: {done: "{{ done }}"}`,
    output: { done: ['y', 'x'] },
  },
  {
    name: 'a loop with the condition at its head, which never holds',
    input: { todo: [] },
    runs: 'root head z',
    yaml: `
parameters: {todo: array}
tasks:
  - {name: root, next: [{do: head}]}
  - {name: head, next: [{when: "{{ todo }}", do: body}, {do: z}]}
  - {name: body, next: [{do: head}]}
  - {name: z}`,
  },
  {
    name: 'a loop with the condition at its tail',
    answers: { check: [{ result: 'wait' }, { result: 'wait' }, { result: 'ready' }] },
    runs: 'root work*3 check*3 z',
    yaml: `
tasks:
  - {name: root, next: [{do: work}]}
  - {name: work, next: [{do: check}]}
  - {name: check, next: [{when: "{{ result() == 'ready' }}", do: z}, {do: work}]}
  - {name: z}`,
  },
  {
    name: 'a loop in a loop',
    runs: 'outer*3 inner*6 close*3 z',
    yaml: `
vars: {n: 0}
entry_points: [outer]
tasks:
  - {name: outer, next: [{publish: {n: 0}, do: inner}]}
  - name: inner
    next:
      - {when: "{{ n < 1 }}", publish: {n: "{{ n + 1 }}"}, do: inner}
      - {do: close}
  - {name: close, next: [{when: "{{ iteration() < 3 }}", do: outer}, {do: z}]}
  - {name: z}`,
  },
  {
    name: 'loops nested three deep',
    runs: 'a*2 b*4 c*8 d*4 e*2',
    yaml: `
vars: {i: 0, j: 0}
entry_points: [a]
tasks:
  - {name: a, next: [{publish: {i: 0}, do: b}]}
  - {name: b, next: [{publish: {j: 0}, do: c}]}
  - {name: c, next: [{when: "{{ j < 1 }}", publish: {j: "{{ j + 1 }}"}, do: c}, {do: d}]}
  - {name: d, next: [{when: "{{ i < 1 }}", publish: {i: "{{ i + 1 }}"}, do: b}, {do: e}]}
  - {name: e, next: [{when: "{{ iteration() < 2 }}", do: a}]}`,
  },
  {
    name: 'two loops that share a task',
    runs: 'hub*5 left*2 right*2',
    yaml: `
entry_points: [hub]
tasks:
  - name: hub
    next:
      - {when: "{{ iteration() in [1, 3] }}", do: left}
      - {when: "{{ iteration() in [2, 4] }}", do: right}
  - {name: left, next: [{do: hub}]}
  - {name: right, next: [{do: hub}]}`,
  },
  {
    name: 'two loops that share an arrow',
    runs: 'a*3 b*3 c d',
    yaml: `
entry_points: [a]
tasks:
  - {name: a, next: [{do: b}]}
  - name: b
    next:
      - {when: "{{ iteration() == 1 }}", do: c}
      - {when: "{{ iteration() == 2 }}", do: d}
  - {name: c, next: [{do: a}]}
  - {name: d, next: [{do: a}]}`,
  },
  {
    name: 'a ring of eight',
    runs: 'a*2 b*2 c*2 d*2 e*2 f*2 g*2 h*2',
    yaml: `
entry_points: [a]
tasks:
${[...'abcdefg'].map((name, i) => `  - {name: ${name}, next: [{do: ${'bcdefgh'[i]}}]}`).join('\n')}
  - {name: h, next: [{when: "{{ iteration() < 2 }}", do: a}]}`,
  },
  {
    name: 'a machine of states that goes where its input says',
    input: { events: ['coin', 'push', 'push', 'coin', 'coin', 'push'] },
    runs: 'locked*4 open*3',
    yaml: `
parameters: {events: array}
vars: {at: 0}
entry_points: [locked]
tasks:
  - name: locked
    next:
      - {when: "{{ at >= events | length }}", do: noop}
      - {when: "{{ events[at] == 'coin' }}", publish: {at: "{{ at + 1 }}"}, do: open}
      - {publish: {at: "{{ at + 1 }}"}, do: locked}
  - name: open
    next:
      - {when: "{{ at >= events | length }}", do: noop}
      - {when: "{{ events[at] == 'push' }}", publish: {at: "{{ at + 1 }}"}, do: locked}
      - {publish: {at: "{{ at + 1 }}"}, do: open}`,
  },
  {
    name: 'a cycle with two ways in',
    input: { side: 'a' },
    runs: 'root a*2 b*2',
    yaml: `
parameters: {side: string}
tasks:
  - {name: root, next: [{when: "{{ side == 'a' }}", do: a}, {do: b}]}
  - {name: a, next: [{do: b}]}
  - {name: b, next: [{when: "{{ iteration() < 2 }}", do: a}]}`,
  },
  {
    name: 'a cycle with two ways in, taken both at once',
    runs: 'root a*3 b*4',
    yaml: `
tasks:
  - {name: root, next: [{do: [a, b]}]}
  - {name: a, next: [{do: b}]}
  - {name: b, next: [{when: "{{ iteration() <= 2 }}", do: a}]}`,
  },
  {
    name: 'a cycle with three ways in',
    runs: 'root a*2 b*2 c*2',
    input: { side: 'c' },
    yaml: `
parameters: {side: string}
tasks:
  - {name: root, next: [{when: "{{ side == 'a' }}", do: a}, {when: "{{ side == 'b' }}", do: b}, {do: c}]}
  - {name: a, next: [{do: b}]}
  - {name: b, next: [{when: "{{ iteration() < 3 and task.c.iteration < 2 }}", do: c}]}
  - {name: c, next: [{do: a}]}`,
  },
  {
    name: 'a retry made of a cycle',
    answers: { call: ['fail', 'time out', { result: 'here' }] },
    runs: 'call*3 pause*2 done',
    yaml: `
vars: {wait: 1}
entry_points: [call]
tasks:
  - name: call
    next:
      - {when: "{{ succeeded() }}", publish: {got: "{{ result() }}"}, do: done}
      - {when: "{{ iteration() < 5 }}", do: pause}
  - {name: pause, action: core.sleep, input: {seconds: "{{ wait }}"}, next: [{publish: {wait: "{{ wait * 2 }}"}, do: call}]}
  - {name: done}
output_map: {got: "{{ got }}", wait: "{{ wait }}"}`,
    output: { got: 'here', wait: 4 },
  },
  {
    name: 'a retry made of a cycle that gives up',
    answers: { call: 'fail' },
    status: 'failed',
    error: 'broken',
    runs: 'call*3 pause*2',
    yaml: `
entry_points: [call]
tasks:
  - {name: call, next: [{when: "{{ succeeded() }}", do: done}, {when: "{{ iteration() < 3 }}", do: pause}]}
  - {name: pause, action: core.sleep, input: {seconds: 60}, next: [{do: call}]}
  - {name: done}`,
  },
  {
    name: 'a cycle of error edges',
    answers: { left: 'fail', right: ['fail', 'fail'] },
    runs: 'left*3 right*3 z',
    yaml: `
entry_points: [left]
tasks:
  - {name: left, next: [{when: "{{ failed() }}", do: right}]}
  - {name: right, next: [{when: "{{ failed() }}", do: left}, {do: z}]}
  - {name: z}`,
  },
  {
    name: 'a loop with a fallback inside',
    answers: { main: ['succeed', 'fail', 'succeed'] },
    runs: 'head*3 main*3 spare tail*3',
    yaml: `
entry_points: [head]
tasks:
  - {name: head, next: [{do: main}]}
  - {name: main, next: [{when: "{{ succeeded() }}", do: tail}, {do: spare}]}
  - {name: spare, next: [{do: tail}]}
  - {name: tail, next: [{when: "{{ iteration() < 3 }}", do: head}]}`,
  },
  {
    name: 'a loop around a task with items',
    runs: 'fetch*3 z',
    yaml: `
vars: {all: []}
entry_points: [fetch]
tasks:
  - name: fetch
    with: {items: "{{ range(iteration()) | list }}"}
    action: core.echo
    input: {message: "{{ item }}"}
    next:
      - {when: "{{ iteration() < 3 }}", publish: {all: "{{ all + result() }}"}, do: fetch}
      - {publish: {all: "{{ all + result() }}"}, do: z}
  - {name: z}
output_map: {all: "{{ all }}"}`,
    output: { all: [0, 0, 1, 0, 1, 2] },
  },
  {
    name: 'a loop in which a task is skipped every second time',
    runs: 'a*4 b*4',
    yaml: `
entry_points: [a]
tasks:
  - {name: a, next: [{do: b}]}
  - {name: b, when: "{{ iteration() % 2 == 0 }}", action: core.log, input: {message: even}, next: [{when: "{{ iteration() < 4 }}", do: a}]}`,
  },
  {
    name: 'a cycle that nothing ends but its limit',
    status: 'failed',
    error: 'iteration_limit_exceeded',
    runs: 'a*25 b*24',
    yaml: `
entry_points: [a]
tasks:
  - {name: a, max_iterations: 25, next: [{do: b}]}
  - {name: b, max_iterations: 24, next: [{do: a}]}`,
  },
];
