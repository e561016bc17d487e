import { readJson } from '../../core/json-text.ts';
import { prettyPython, spacedJson } from '../../core/json-writer.ts';
import { unicodeEscape } from '../../core/python-text.ts';
import { Markup } from '../../core/value.ts';
import { counted } from '../../run.ts';
import { type Operation, operations } from '../operation.ts';

export const JSON_FILTERS: readonly Operation[] = operations({
  'tojson input:any indent=:any': (input, indent = null) => {
    // These signs must not stand in a page as they are.
    const text = spacedJson(input, indent);
    return new Markup(counted(text.replace(/[<>&']/g, unicodeEscape)));
  },
  'json input:any': readJson,
  'pprint input:any': prettyPython,
});
