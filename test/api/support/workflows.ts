export const HELLO = `ref: examples.hello
label: Hello
description: Says hello.
version: "1.2"
tags: [demo, greeting]
parameters:
  name: {type: string, required: true}
  token: {type: string, secret: true}
entry_points: [hello]
tasks:
  - name: hello
    action: core.echo
    input: {message: "Hello {{ name }}"}
    next:
      - when: "{{ succeeded() }}"
        do: check
      - when: "{{ failed() }}"
        do: fail
  - name: check
    join: all
    max_iterations: 5
    next:
      - when: "{{ iteration() < 3 }}"
        do: hello
output_map:
  said: "{{ task.hello.result }}"
`;

/** A workflow of one task. */
export const small = (ref: string, more = '') => `ref: ${ref}\n${more}tasks:\n  - name: only\n    action: core.noop\n`;

/** Every task has an inbound transition. */
export const RING = `ref: examples.ring
tasks:
  - name: a
    next: [{do: b}]
  - name: b
    next: [{do: a}]
`;
