import { describe, expect, it } from 'vitest';
import { errorOf, run, type ScopeParts } from './test-scope.ts';

describe('sealed values', () => {
  const parts: ScopeParts = {
    functions: { secret: (name = '') => ({ $sealed: [{ secret: String(name) }] }) },
    roots: { callback_url: { $sealed: [{ secret: 'cb' }] } },
  };

  it('may be passed on and put into text', () => {
    const key = { $sealed: [{ secret: 'k' }] };
    expect(run("{{ secret('k') }}", parts)).toEqual(key);
    expect(run("{{ [secret('k'), {'a': secret('k')}] }}", parts)).toEqual([key, { a: key }]);
    expect(run("{{ {'a': secret('k')}.a }}", parts)).toEqual(key);
    expect(run("Bearer {{ secret('k') }}!", parts)).toEqual({ $sealed: ['Bearer ', { secret: 'k' }, '!'] });
    expect(run("{{ 'a' ~ secret('k') ~ 1 }}", parts)).toEqual({ $sealed: ['a', { secret: 'k' }, '1'] });
    expect(run("{{ 'a' + secret('k') + 'b' }}", parts)).toEqual({ $sealed: ['a', { secret: 'k' }, 'b'] });
    expect(run("{% if true %}x={{ secret('k') }}{% endif %}", parts)).toEqual({
      $sealed: ['x=', { secret: 'k' }],
    });
    expect(run('{{ callback_url }}', parts)).toEqual({ $sealed: [{ secret: 'cb' }] });
    expect(run('<% [secret(k), {a => secret(k)}] %>', parts)).toEqual([key, { a: key }]);
    expect(run("<% 'a' + secret(k) + 'b' %>", parts)).toEqual({ $sealed: ['a', { secret: 'k' }, 'b'] });
    expect(run('x <% secret(k) %>', parts)).toEqual({ $sealed: ['x ', { secret: 'k' }] });
    expect(run('<% [1].select(secret(k)) %>', parts)).toEqual([key]);
  });

  it.each([
    "{{ secret('k') == 'x' }}",
    "{{ 'x' != secret('k') }}",
    "{{ secret('k') < 'x' }}",
    "{{ 1 if secret('k') else 2 }}",
    "{{ not secret('k') }}",
    "{{ secret('k') or 1 }}",
    "{{ secret('k') | length }}",
    "{{ secret('k') | tojson }}",
    "{{ [secret('k')] | tojson }}",
    "{{ [secret('k')] | join }}",
    "{{ [secret('k')] ~ '' }}",
    "{{ [secret('k')] == [1] }}",
    "{{ [1] == [secret('k')] }}",
    "{{ {'a': 1} == secret('k') }}",
    "{{ [secret('k'), 'a'] | sort }}",
    "{{ [secret('k')] | unique }}",
    "{{ [secret('k')] | map('upper') }}",
    "{{ secret('k') is mapping }}",
    "{{ secret('k')['$sealed'] }}",
    "{{ secret('k').x }}",
    "{{ secret('k').keys() }}",
    "{{ secret('k')[0] }}",
    "{{ secret('k')[0:1] }}",
    "{{ {secret('k'): 1} }}",
    "{{ {'a': 1}[secret('k')] }}",
    "{{ 'x' in secret('k') }}",
    "{{ secret('k') in ['x'] }}",
    "{{ secret('k') + 1 }}",
    "{{ '%s' % secret('k') }}",
    "{{ '{}'.format(secret('k')) }}",
    "{{ 'abc'.replace('a', secret('k')) }}",
    "{% for x in secret('k') %}{{ x }}{% endfor %}",
    "{{ secret(secret('k')) }}",
    "{{ ctx(secret('k')) }}",
    "{{ zip(secret('k'), [1]) }}",
    "{{ {'a': 1}.get(secret('k')) }}",
    "{{ {'a': secret('k')} | urlencode }}",
    "{{ 'a' | regex_match(secret('k')) }}",
    "{{ secret('k') | default('x', true) }}",
    "{% filter upper %}{{ secret('k') }}{% endfilter %}",
    "<% secret(k) = 'x' %>",
    "<% secret(k) > 'x' %>",
    '<% secret(k) in [1] %>',
    '<% not secret(k) %>',
    '<% str(secret(k)) %>',
    '<% int(secret(k)) %>',
    '<% len(secret(k)) %>',
    '<% isDict(secret(k)) %>',
    '<% json(secret(k)) %>',
    '<% secret(k).keys() %>',
    "<% secret(k)['$sealed'] %>",
    '<% secret(k).x %>',
    '<% secret(k) + 1 %>',
    '<% {a => 1} + secret(k) %>',
    "<% [secret(k)].join(',') %>",
    '<% [secret(k)].toSet() %>',
    '<% [secret(k), 1].orderBy($) %>',
    '<% [secret(k)].contains(1) %>',
    '<% [secret(k)].where($) %>',
    '<% {secret(k) => 1} %>',
    '<% {a => 1}.get(secret(k)) %>',
    "<% 'a'.replace(a, secret(k)) %>",
    "<% '{0}'.format(secret(k)) %>",
    '<% switch(secret(k) => 1) %>',
  ])('are not read by %s', (text) => {
    expect(errorOf(() => run(text, parts))).toMatchObject({ kind: 'sealed_value_used' });
  });

  it('cannot be forged', () => {
    for (const text of [
      "{{ {'$sealed': [1]} }}",
      "{{ dict([['$sealed', []]]) }}",
      '{{ json(\'{"$sealed": []}\') }}',
      "<% {'$sealed' => [1]} %>",
    ]) {
      expect(errorOf(() => run(text))).toMatchObject({ kind: 'security' });
    }
  });
});
