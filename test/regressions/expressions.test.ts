import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { validate } from '../../src/definition/json-schema/validate.ts';
import { workflowSchema } from '../../src/definition/schema/editor-schema.ts';
import type { Json } from '../../src/value/json.ts';
import { Trial } from '../dag/trial.ts';
import { expectEnd } from './ends.ts';

describe('expressions', () => {
  test('st2#4866: ctx().get() gives a default for what is not there, in both dialects', () => {
    const native = `
vars: {here: 1}
tasks:
  - {name: a, next: [{publish: {x: "{{ ctx().get('gone', 'none') }}", y: "{{ ctx().get('here') }}"}, do: noop}]}
output_map: {x: "{{ x }}", y: "{{ y }}"}`;
    const orquesta = `
dialect: orquesta
version: 1.0
vars: [{here: 1}]
tasks:
  a:
    action: core.noop
    next:
      - publish: [{x: "<% ctx().get('gone', 'none') %>"}, {y: "{{ ctx().get('here') }}"}]
output: [{x: "<% ctx().x %>"}, {y: "<% ctx().y %>"}]`;
    for (const yaml of [native, orquesta]) {
      expectEnd(yaml, {}, { runs: 'a', output: { x: 'none', y: 1 } });
    }
  });

  test('st2#4701: the variable of a loop in a template keeps its members', () => {
    const yaml = `
vars: {hosts: [{name: a, port: 1}, {name: b, port: 2}]}
tasks:
  - {name: a, next: [{publish: {x: "{% for host in hosts %}{{ host.name }}:{{ host.port }} {% endfor %}"}, do: noop}]}
output_map: {x: "{{ x | trim }}"}`;
    expectEnd(yaml, {}, { runs: 'a', output: { x: 'a:1 b:2' } });
  });

  test('st2#5956: what data says is never evaluated, however much it looks like an expression', () => {
    const yaml = `
parameters: {data: object}
tasks:
  - name: a
    action: core.echo
    input: {message: "{{ data.name }}"}
    next:
      - {when: "{{ data.name == '2' }}", do: b}
      - {publish: {x: "{{ result() }}", y: "name: {{ data.name }}"}, do: c}
  - {name: b}
  - {name: c, action: core.echo, input: {message: "{{ x }}{{ y }}"}, next: [{publish: {z: "{{ result() }}"}, do: noop}]}
output_map: {x: "{{ x }}", z: "{{ z }}"}`;
    for (const name of ['<% @% >', '<% ctx().secret %>', '{{ 7 * 7 }}', '{{ XXX }}', '{% raw %}', '<%', '}}']) {
      const output = { x: name, z: `${name}name: ${name}` };
      expectEnd(yaml, { input: { data: { name } } }, { runs: 'a c', output });
    }
  });

  test('orquesta#86: the input of a task knows which instance and which attempt it is for', () => {
    const yaml = `
entry_points: [a]
tasks:
  - name: a
    retry: {count: 1}
    action: core.echo
    input: {message: "{{ iteration() }}.{{ attempt() }}"}
    next: [{when: "{{ iteration() < 2 }}", do: a}]`;
    const trial = new Trial(yaml, { answers: { a: ['fail'] } }).run();
    expect(['a:1', 'a:2'].map((instance) => trial.result(instance))).toEqual(['1.2', '2.1']);
  });

  test('orquestaconvert#25: `when` reads the result itself; it does not see what its own transition publishes', () => {
    const yaml = (when: string) => `
tasks:
  - {name: a, next: [{when: "{{ ${when} | length > 0 }}", publish: {operations: "{{ result().operations }}"}, do: b}]}
  - {name: b}
output_map: {operations: "{{ operations }}"}`;
    const answers = { a: { result: { operations: [1] } } };
    expectEnd(yaml('result().operations'), { answers }, { runs: 'a b', output: { operations: [1] } });
    const trial = new Trial(yaml('operations'), { answers }).run();
    expect(trial.status).toBe('failed');
    expect(trial.stage.shown().error).toMatchObject({ kind: 'expression', task: 'a', path: '/tasks/0/next/0/when' });
    expect(trial.stage.shown().error?.message).toContain('operations');
  });

  test('st2#5243, st2flow#358, st2flow#272: the schema for editors takes every form of delay and retry that runs', () => {
    const schema = workflowSchema();
    for (const delay of ['5', '0.5', 'PT5S', '"{{ pause }}"']) {
      for (const retry of [
        '{count: 1}',
        '{count: "{{ pause }}", delay: PT1S}',
        '{count: 2, delay: "{{ pause }}", backoff: exponential, max_delay: 60, jitter: 0.5, when: "{{ failed() }}"}',
      ]) {
        const yaml = `vars: {pause: 1}\ntasks: [{name: a, delay: ${delay}, retry: ${retry}}]`;
        expect(validate(schema, parse(yaml) as Json)).toEqual([]);
        expectEnd(yaml, { answers: { a: ['fail'] } }, { runs: 'a' });
      }
    }
  });

  test('st2#5243: and in the Orquesta dialect', () => {
    const yaml = (when: string) => `
dialect: orquesta
version: 1.0
vars: [{pause: 1}]
tasks:
  a:
    delay: <% ctx().pause %>
    action: core.noop
    retry: {when: "${when}", count: <% ctx().pause + 1 %>, delay: 1}`;
    expect(validate(workflowSchema(), parse(yaml('<% failed() %>')) as Json)).toEqual([]);
    expectEnd(yaml('<% failed() %>'), { answers: { a: ['fail', 'fail'] } }, { runs: 'a' });
  });
});
