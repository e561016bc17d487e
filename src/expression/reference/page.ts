import type { Json } from '../../value/json.ts';
import { DEFAULT_BUDGET } from '../budget.ts';
import { ENGINE_FUNCTION_LINES, ROOT_LINES } from './engine-functions.ts';
import { JINJA_FILTERS } from './jinja-filters.ts';
import { JINJA_FUNCTIONS } from './jinja-functions.ts';
import { JINJA_METHODS } from './jinja-methods.ts';
import { JINJA_TESTS } from './jinja-tests.ts';
import type { ReferenceRow } from './row.ts';
import { YAQL_DICTIONARIES } from './yaql-dictionaries.ts';
import { YAQL_GENERAL } from './yaql-general.ts';
import { YAQL_LISTS } from './yaql-lists.ts';
import { YAQL_PROPERTIES } from './yaql-properties.ts';
import { YAQL_STRINGS } from './yaql-strings.ts';

/** The variables that the examples read. */
export const EXAMPLE_VARIABLES: Readonly<Record<string, Json>> = {
  hosts: [
    { name: 'web1', role: 'web', cpu: 4 },
    { name: 'db1', role: 'db', cpu: 8 },
    { name: 'web2', role: 'web', cpu: 2 },
  ],
};

export interface ReferenceSection {
  readonly title: string;
  readonly language: 'jinja' | 'yaql';
  readonly rows: readonly ReferenceRow[];
}

/** Everything that has an example. */
export const REFERENCE: readonly ReferenceSection[] = [
  { title: 'Jinja: functions', language: 'jinja', rows: JINJA_FUNCTIONS },
  { title: 'Jinja: filters', language: 'jinja', rows: JINJA_FILTERS },
  { title: 'Jinja: tests', language: 'jinja', rows: JINJA_TESTS },
  { title: 'Jinja: methods', language: 'jinja', rows: JINJA_METHODS },
  { title: 'YAQL: general', language: 'yaql', rows: YAQL_GENERAL },
  { title: 'YAQL: strings and regular expressions', language: 'yaql', rows: YAQL_STRINGS },
  { title: 'YAQL: lists', language: 'yaql', rows: YAQL_LISTS },
  { title: 'YAQL: dictionaries, sets and times', language: 'yaql', rows: YAQL_DICTIONARIES },
  { title: 'YAQL: properties of times', language: 'yaql', rows: YAQL_PROPERTIES },
];

/** An example as it would stand in a workflow. */
export function delimited(example: string, language: 'jinja' | 'yaql'): string {
  return language === 'jinja' ? `{{ ${example} }}` : `<% ${example} %>`;
}

/** The page `docs/expressions.md`. */
export function expressionsPage(): string {
  return [INTRODUCTION, names(), LANGUAGES, budgets(), DIFFERENCES, ...REFERENCE.map(section)].join('\n');
}

const INTRODUCTION = `# Expressions

A text in a workflow may hold expressions: \`{{ … }}\` and \`{% … %}\` are Jinja, \`<% … %>\` is YAQL. One text holds one
language. A text that is exactly one expression becomes its value, whatever its type; otherwise the values are put into
the text. Conditions use truthiness: null, false, zero and empty text, lists and dictionaries count as false.

Values stand in text as JSON writes them (\`true\`, \`null\`, \`{"a":1}\`; strings bare), in the Orquesta dialect as Python
does (\`True\`, \`None\`, \`{'a': 1}\`).

An undefined name is an error that says the name and its place. \`default\`, \`is defined\` and \`.get\` make do without it.
Results are not evaluated again (\`recursive_expressions: true\` turns that on in the Orquesta dialect).

Secrets, secret parameters and callback addresses are sealed: they can be passed on, put into lists, dictionaries and
text (\`~\`, \`+\` with strings), which is then sealed too. Whatever would read them is the error \`sealed_value_used\`.

Time, random numbers and ids come from the event that is being worked on, so a replay gives the same values.
`;

const LANGUAGES = `## The languages

**Jinja**, loosest first: \`a if b else c\`, \`or\`, \`and\`, \`not\`, comparisons (\`==\`, \`!=\`, \`<\`, \`<=\`, \`>\`, \`>=\`, \`in\`,
\`not in\`; they chain), \`+ -\`, \`~\` (joins as text), \`* / // %\`, \`**\`, signs, members and calls, filters (\`|\`) and tests
(\`is\`). Lists \`[1, 2]\`, tuples \`(1, 2)\`, dictionaries \`{'a': 1}\`, slices \`x[1:3]\`. Every filter can also be called as a
function of its input: \`length(x)\` is \`x | length\`. \`/\` gives a float, \`//\` rounds down.

Blocks, whose text is the result: \`if\`/\`elif\`/\`else\`, \`for … in … if …\`/\`else\` (with \`recursive\`; \`loop.index\`, \`index0\`,
\`revindex\`, \`revindex0\`, \`first\`, \`last\`, \`length\`, \`previtem\`, \`nextitem\`, \`depth\`, \`depth0\`, \`cycle()\`, \`changed()\`), \`set\`, \`with\`, \`filter\`,
\`macro\`, \`raw\`, and comments \`{# … #}\` where blocks are. A line with nothing but a block tag
leaves no trace; \`-\` at a delimiter strips white space, \`+\` keeps it.

**YAQL**, tightest first: \`.\` \`?.\`, \`[ ]\`, signs, \`=~ !~\`, \`* / mod\`, \`+ -\`, comparisons (\`=\`, \`!=\`, \`>\`, \`<\`, \`>=\`, \`<=\`, \`in\`), \`not\`, \`and\`,
\`or\`, \`->\`. A bare word is a string. Lists \`[1, 2]\`, dictionaries \`{a => 1}\`, named arguments \`name => value\`. Predicates and
selectors see their argument as \`$\`, several as \`$1\`, \`$2\`. \`/\` between integers rounds down. Comparisons put null first.
Sequences are computed one item at a time, so those without an end need a \`take\`.
`;

const DIFFERENCES = `## Differences from the originals

- A member of the data wins over a method: \`d.items\` is the entry \`items\`, \`d.items()\` the method. No method changes data.
- \`map\`, \`select\`, \`range\` and the like give lists, which can be measured and indexed at once.
- An expression ends where its own syntax ends: it may span lines and hold its closing delimiter in a string.
- Integers beyond 2^53 are refused, never rounded. A result that is not finite is refused.
- Regular expressions are matched in linear time: no look-around and no back-references. \`\\b\` knows ASCII letters only.
- Internal names (\`__state\`, \`__vars\`) do not exist. Undefined values do not get out of lists.
- A time leaves as ISO 8601 text, a length of time as seconds, a set as a list, a dictionary's keys as strings.
- \`timestamp\` is the same for all offsets, \`utc\` has the offset zero; the local time zone is UTC; names are English.
`;

function names(): string {
  const roots = ROOT_LINES.map(([name, is]) => `| \`${name}\` | ${is} |`);
  const functions = ENGINE_FUNCTION_LINES.map(([name, does]) => `| \`${name}\` | ${does} |`);
  return `## Names

A bare name in Jinja is a variable or parameter, as in \`ctx()\`, except for these:

| name | is |
|---|---|
${roots.join('\n')}

Functions of the engine, in both languages, where they make sense:

| function | gives |
|---|---|
${functions.join('\n')}
`;
}

function budgets(): string {
  const { steps, items, stringSize, memory, depth } = DEFAULT_BUDGET;
  return `## Budgets

An evaluation may take ${steps.toLocaleString('en')} steps, ${items.toLocaleString('en')} items in one collection, ${stringSize / 2 ** 20} MiB in one string,
${memory / 2 ** 20} MiB in all and a depth of ${depth}. What needs more ends with \`budget_exceeded\`.
`;
}

function section({ title, language, rows }: ReferenceSection): string {
  const lines = rows.map(([name, takes, does, example, gives]) => {
    const value = cell(`\`${JSON.stringify(gives)}\``);
    return `| \`${cell(name)}\` | ${cell(takes)} | ${cell(does)} | ${cell(`\`${shown(example)}\``)} | ${value} |`;
  });
  const note = rows.some(([, , , example]) => example.includes('hosts')) && language === 'jinja' ? HOSTS : '';
  return `## ${title}
${note}
| name | takes | does | example | gives |
|---|---|---|---|---|
${lines.join('\n')}
`;
}

const HOSTS = `
\`hosts\` is \`${JSON.stringify(EXAMPLE_VARIABLES.hosts)}\`.
`;

function shown(example: string): string {
  return example.replaceAll('\n', '\\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
