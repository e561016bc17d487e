import { createProgram, type Program } from '../../src/conductor/program.ts';
import { loadDefinition } from '../../src/definition/load-definition.ts';

/** A program from YAML that must be without errors. */
export function programOf(yaml: string, ref = 'test.workflow'): Program {
  const { definition, findings } = loadDefinition(yaml, { ref, pack: ref.split('.')[0] ?? '' });
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (definition === null || errors.length > 0) {
    throw new Error(errors.map(({ code, message, path }) => `${code} ${path}: ${message}`).join('\n'));
  }
  return createProgram(definition);
}

/** Workflows of every shape the engine has, for tests that hold for any of them. */
export const SHAPES: Readonly<
  Record<string, { readonly yaml: string; readonly outcomes?: Record<string, unknown[]> }>
> = {
  chain: {
    yaml: `
tasks:
  - {name: a, next: [{publish: [{x: "{{ 1 }}"}], do: b}]}
  - {name: b, next: [{publish: [{y: "{{ x + 1 }}"}], do: c}]}
  - {name: c}
output_map: {x: "{{ x }}", y: "{{ y }}"}`,
  },
  loop: {
    yaml: `
vars: {total: 0}
entry_points: [step]
tasks:
  - name: step
    next:
      - {when: "{{ iteration() < 40 }}", publish: [{total: "{{ total + iteration() }}"}], do: step}
      - {publish: [{total: "{{ total + iteration() }}"}], do: continue}
output_map: {total: "{{ total }}"}`,
  },
  'loop with fork and join': {
    yaml: `
vars: {rounds: 0}
entry_points: [head]
tasks:
  - {name: head, next: [{do: [left, right]}]}
  - {name: left, next: [{publish: [{l: "{{ iteration() }}"}], do: meet}]}
  - {name: right, next: [{do: further}]}
  - {name: further, next: [{publish: [{r: "{{ iteration() }}"}], do: meet}]}
  - name: meet
    join: all
    next:
      - {when: "{{ iteration() < 5 }}", publish: [{rounds: "{{ iteration() }}"}], do: head}
      - {publish: [{rounds: "{{ iteration() }}"}], do: continue}
output_map: {rounds: "{{ rounds }}", l: "{{ l }}", r: "{{ r }}"}`,
  },
  'two of three': {
    yaml: `
tasks:
  - {name: split, next: [{do: [a, b, c]}]}
  - {name: a, next: [{publish: [{a: 1}], do: j}]}
  - {name: b, next: [{publish: [{b: 1}], do: j}]}
  - {name: c, next: [{publish: [{c: 1}], do: late}]}
  - {name: late, next: [{do: j}]}
  - {name: j, join: 2, next: [{publish: [{n: "{{ iteration() }}"}], do: noop}]}
output_map: {n: "{{ n }}", c: "{{ c }}"}`,
  },
  'handled failure': {
    yaml: `
tasks:
  - name: a
    next:
      - {when: "{{ failed() }}", publish: [{why: "{{ error().code }}"}], do: mend}
  - {name: mend, when: "{{ false }}", next: [{do: z}]}
  - {name: z}
output_map: {why: "{{ why }}"}`,
    outcomes: { a: [{ status: 'failed' }] },
  },
  'unhandled failure': {
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{when: "{{ succeeded() }}", do: j}]}
  - {name: c, next: [{do: j}]}
  - {name: j, join: all}
output_map: {x: "{{ nothing | default(1) }}"}`,
    outcomes: { b: [{ status: 'failed' }] },
  },
  'expression error': {
    yaml: `
tasks:
  - {name: a, next: [{publish: [{x: "{{ 1 / (iteration() - 1) }}"}], do: b}]}
  - {name: b}`,
  },
  'unreachable join': {
    yaml: `
tasks:
  - {name: a, next: [{do: [b, c]}]}
  - {name: b, next: [{do: j}]}
  - {name: c, next: [{when: "{{ failed() }}", do: j}]}
  - {name: j, join: all}`,
  },
  'all matches': {
    yaml: `
match: all
vars: {x: 0}
tasks:
  - {name: a, next: [{publish: [{x: 1}], do: p}, {do: q}, {when: "{{ failed() }}", do: r}]}
  - {name: p, next: [{do: j}, {do: j}]}
  - {name: q, next: [{do: j}]}
  - {name: r, next: [{do: noop}]}
  - {name: j, join: active}
output_map: {x: "{{ x }}"}`,
  },
  'task history': {
    yaml: `
tasks:
  - {name: a, next: [{do: b}]}
  - {name: b, next: [{publish: [{seen: "{{ task.a.result }}"}], do: continue}]}
output_map: {seen: "{{ seen }}", status: "{{ task.b.status }}"}`,
    outcomes: { a: [{ result: 7 }] },
  },
};
