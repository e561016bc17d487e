import { readJson } from '../../core/json-text.ts';
import { prettyPython, spacedJson } from '../../core/json-writer.ts';
import { type AnyOperation, operation } from '../../core/signature.ts';
import { Markup } from '../../core/value.ts';

const HTML_SAFE: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  "'": '\\u0027',
};

/** Filters that write and read values as text. */
export const JSON_FILTERS: readonly (readonly [string, AnyOperation])[] = [
  [
    'tojson',
    operation('indent?', (input, [indent = null], env) => {
      const text = spacedJson(input, indent, env).replace(/[<>&']/g, (character) => HTML_SAFE[character] ?? '');
      return new Markup(env.meter.text(text));
    }),
  ],
  ['json', operation('', (input, _, env) => readJson(input, env))],
  ['pprint', operation('', (input, _, env) => prettyPython(input, env))],
];
