import type { Case } from './case.ts';

/** Workflows as they are written for work: loading data, building software, handling orders. */
export const PIPELINES: readonly Case[] = [
  {
    name: 'extract, transform, load',
    runs: 'extract transform load',
    yaml: `
tasks:
  - {name: extract, action: core.echo, input: {message: [3, 1, 2]}, next: [{publish: {rows: "{{ result() }}"}, do: transform}]}
  - {name: transform, action: core.echo, input: {message: "{{ rows | sort }}"}, next: [{publish: {rows: "{{ result() }}"}, do: load}]}
  - {name: load, next: [{publish: {count: "{{ rows | length }}"}, do: noop}]}
output_map: {rows: "{{ rows }}", count: "{{ count }}"}`,
    output: { rows: [1, 2, 3], count: 3 },
  },
  {
    name: 'three sources, each transformed, loaded together',
    runs: 'e1 e2 e3 t1 t2 t3 load report',
    yaml: `
tasks:
  - {name: e1, next: [{do: t1}]}
  - {name: e2, next: [{do: t2}]}
  - {name: e3, next: [{do: t3}]}
  - {name: t1, next: [{publish: {t1: [1]}, do: load}]}
  - {name: t2, next: [{publish: {t2: [2]}, do: load}]}
  - {name: t3, next: [{publish: {t3: [3]}, do: load}]}
  - {name: load, join: all, next: [{publish: {all: "{{ t1 + t2 + t3 }}"}, do: report}]}
  - {name: report}
output_map: {all: "{{ all }}"}`,
    output: { all: [1, 2, 3] },
  },
  {
    name: 'bad rows go into quarantine, good ones on',
    input: { rows: [1, -2, 3, -4] },
    runs: 'validate load quarantine report',
    yaml: `
parameters: {rows: array}
tasks:
  - name: validate
    match: all
    next:
      - publish: {good: "{{ rows | select('gt', 0) | list }}"}
        do: load
      - when: "{{ rows | select('lt', 0) | list | length > 0 }}"
        publish: {bad: "{{ rows | select('lt', 0) | list }}"}
        do: quarantine
  - {name: load, next: [{do: report}]}
  - {name: quarantine, next: [{do: report}]}
  - {name: report, join: active}
output_map: {good: "{{ good }}", bad: "{{ bad | default([]) }}"}`,
    output: { good: [1, 3], bad: [-2, -4] },
  },
  {
    name: 'check out, then lint, test and build, then deploy',
    runs: 'checkout lint test build deploy notify',
    yaml: `
tasks:
  - {name: checkout, next: [{do: [lint, test, build]}]}
  - {name: lint, next: [{when: "{{ succeeded() }}", do: deploy}]}
  - {name: test, next: [{when: "{{ succeeded() }}", do: deploy}]}
  - {name: build, next: [{when: "{{ succeeded() }}", publish: {image: "app:1"}, do: deploy}]}
  - {name: deploy, join: all, action: core.log, input: {message: "{{ image }}"}, next: [{do: notify}]}
  - {name: notify}`,
  },
  {
    name: 'the same, and a test fails',
    answers: { test: 'fail' },
    status: 'failed',
    error: 'broken',
    runs: 'checkout lint test build',
    yaml: `
tasks:
  - {name: checkout, next: [{do: [lint, test, build]}]}
  - {name: lint, next: [{when: "{{ succeeded() }}", do: deploy}]}
  - {name: test, next: [{when: "{{ succeeded() }}", do: deploy}]}
  - {name: build, next: [{when: "{{ succeeded() }}", do: deploy}]}
  - {name: deploy, join: all}`,
  },
  {
    name: 'a matrix of builds as items',
    runs: 'plan build publish',
    yaml: `
tasks:
  - name: plan
    action: core.echo
    input: {message: [[linux, 20], [linux, 22], [macos, 22]]}
    next: [{publish: {matrix: "{{ result() }}"}, do: build}]
  - name: build
    with: {items: "os, node in {{ matrix }}", concurrency: 2}
    action: core.echo
    input: {message: "{{ os }}-{{ node }}"}
    next: [{publish: {built: "{{ result() }}"}, do: publish}]
  - {name: publish}
output_map: {built: "{{ built }}"}`,
    output: { built: ['linux-20', 'linux-22', 'macos-22'] },
  },
  {
    name: 'map and reduce',
    runs: 'split map reduce',
    yaml: `
tasks:
  - {name: split, next: [{publish: {parts: "{{ range(1, 5) | list }}"}, do: map}]}
  - name: map
    with: {items: "{{ parts }}"}
    action: core.echo
    input: {message: "{{ item * item }}"}
    next: [{publish: {squares: "{{ result() }}"}, do: reduce}]
  - {name: reduce, action: core.echo, input: {message: "{{ squares | sum }}"}, next: [{publish: {sum: "{{ result() }}"}, do: noop}]}
output_map: {sum: "{{ sum }}"}`,
    output: { sum: 30 },
  },
  {
    name: 'nothing to map',
    runs: 'map reduce',
    yaml: `
tasks:
  - {name: map, with: {items: "{{ [] }}"}, next: [{publish: {all: "{{ result() }}"}, do: reduce}]}
  - {name: reduce}
output_map: {all: "{{ all }}"}`,
    output: { all: [] },
  },
  {
    name: 'roll-out in stages, stopped by a bad figure',
    answers: { measure_ten: { result: 0.2 } },
    runs: 'one measure_one ten measure_ten back',
    yaml: `
tasks:
  - {name: one, next: [{do: measure_one}]}
  - {name: measure_one, action: core.echo, input: {message: 0.01}, next: [{when: "{{ result() < 0.05 }}", do: ten}, {do: back}]}
  - {name: ten, next: [{do: measure_ten}]}
  - {name: measure_ten, next: [{when: "{{ result() < 0.05 }}", do: all}, {do: back}]}
  - {name: all}
  - {name: back}`,
  },
  {
    name: 'training: features from two tables, two models, the better one is kept',
    answers: { tree: { result: 0.81 }, line: { result: 0.77 } },
    runs: 'users orders features tree line compare keep',
    yaml: `
tasks:
  - {name: users, next: [{do: features}]}
  - {name: orders, next: [{do: features}]}
  - {name: features, join: all, next: [{do: [tree, line]}]}
  - {name: tree, next: [{publish: {tree: "{{ result() }}"}, do: compare}]}
  - {name: line, next: [{publish: {line: "{{ result() }}"}, do: compare}]}
  - {name: compare, join: all, next: [{publish: {best: "{{ 'tree' if tree > line else 'line' }}"}, do: keep}]}
  - {name: keep}
output_map: {best: "{{ best }}"}`,
    output: { best: 'tree' },
  },
  {
    name: 'an order: payment and stock side by side, then shipping, invoice and thanks',
    runs: 'order pay stock ship invoice thank done',
    yaml: `
tasks:
  - {name: order, next: [{do: [pay, stock]}]}
  - {name: pay, next: [{when: "{{ succeeded() }}", do: ship}]}
  - {name: stock, next: [{when: "{{ succeeded() }}", do: ship}]}
  - {name: ship, join: all, next: [{do: [invoice, thank]}]}
  - {name: invoice, next: [{do: done}]}
  - {name: thank, next: [{do: done}]}
  - {name: done, join: all}`,
  },
  {
    name: 'an order whose payment waits for outside and never comes',
    answers: { pay: 'outside' },
    status: 'timed_out',
    error: 'duration_limit_exceeded',
    limits: { duration: 60_000 },
    runs: 'order pay stock',
    yaml: `
tasks:
  - {name: order, next: [{do: [pay, stock]}]}
  - {name: pay, next: [{do: ship}]}
  - {name: stock, next: [{do: ship}]}
  - {name: ship, join: all}`,
  },
  {
    name: 'a new colleague: accounts in parallel, a laptop that takes longer',
    runs: 'hire mail chat laptop image ready',
    yaml: `
tasks:
  - {name: hire, next: [{do: [mail, chat, laptop]}]}
  - {name: mail, next: [{do: ready}]}
  - {name: chat, next: [{do: ready}]}
  - {name: laptop, action: core.sleep, input: {seconds: 86000}, next: [{do: image}]}
  - {name: image, next: [{do: ready}]}
  - {name: ready, join: all}`,
  },
  {
    name: 'a report every sink of which is another format',
    runs: 'gather html pdf mail',
    yaml: `
tasks:
  - {name: gather, next: [{publish: {rows: [1, 2]}, do: [html, pdf, mail]}]}
  - {name: html, action: core.log, input: {message: "html {{ rows }}"}}
  - {name: pdf, action: core.log, input: {message: "pdf {{ rows }}"}}
  - {name: mail, action: core.log, input: {message: "mail {{ rows }}"}}`,
  },
  {
    name: 'pages in batches',
    runs: 'fetch store',
    yaml: `
tasks:
  - name: fetch
    with: {items: "{{ range(7) | list }}", batch_size: 3}
    action: core.echo
    input: {message: "{{ item | sum }}"}
    next: [{publish: {sums: "{{ result() }}"}, do: store}]
  - {name: store}
output_map: {sums: "{{ sums }}"}`,
    output: { sums: [3, 12, 6] },
  },
  {
    name: 'an import that goes on although some items fail',
    answers: { 'take[1]': 'fail' },
    runs: 'take report',
    yaml: `
tasks:
  - name: take
    with: {items: "{{ ['a', 'b', 'c'] }}", concurrency: 1, on_item_failure: continue}
    action: core.echo
    input: {message: "{{ item }}"}
    next: [{publish: {got: "{{ result() }}"}, do: report}]
  - {name: report}
output_map: {got: "{{ got }}"}`,
    output: { got: ['a', null, 'c'] },
  },
];
