import { readJson } from '../../core/json-text.ts';
import { prettyPython, spacedJson } from '../../core/json-writer.ts';
import { Markup } from '../../core/value.ts';
import { counted } from '../../run.ts';
import { type Operation, operations } from '../operation.ts';

/** Signs that must not stand in a page as they are. */
const HTML_SAFE: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  "'": '\\u0027',
};

export const JSON_FILTERS: readonly Operation[] = operations({
  'tojson input:any indent=:any': (input, indent = null) => {
    const text = spacedJson(input, indent);
    return new Markup(counted(text.replace(/[<>&']/g, (sign) => HTML_SAFE[sign] ?? sign)));
  },
  'json input:any': (input) => readJson(input),
  'pprint input:any': (input) => prettyPython(input),
});
