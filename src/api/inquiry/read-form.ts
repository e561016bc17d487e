import { pointer } from '../../definition/yaml/tree.ts';
import type { Finding } from '../../problem/finding.ts';
import { ensureError } from '../../problem/problem.ts';
import { type Json, objectFrom } from '../../value/json.ts';
import { parseJson } from '../http/parse-json.ts';
import type { Field } from './fields.ts';

/** What somebody has filled in. */
export interface Filled {
  readonly response: Json;
  /** The fields with what was written in them, to be shown again. */
  readonly fields: readonly Field[];
  /** What could not be read at all. */
  readonly findings: readonly Finding[];
}

/** The response that a form makes. What is left empty is left out; the schema says whether it may be. */
export function readForm(fields: readonly Field[], form: URLSearchParams): Filled {
  const findings: Finding[] = [];
  const shown = fields.map((field) => ({ ...field, value: (form.get(field.name) ?? '').replaceAll('\r\n', '\n') }));
  const values = shown.flatMap((field) => {
    const value = meaningOf(field, findings);
    return value === undefined ? [] : [[field, value] as const];
  });
  const [whole] = shown;
  const response =
    whole?.property === null
      ? (values[0]?.[1] ?? (whole.kind.type === 'area' ? '' : null))
      : objectFrom(values.map(([{ property }, value]) => [property ?? '', value] as const));
  return { response, fields: shown, findings };
}

function meaningOf({ kind, property, value, label }: Field, findings: Finding[]): Json | undefined {
  if (value === '') {
    return undefined;
  }
  switch (kind.type) {
    case 'choice':
      return kind.options.find((option) => option.value === value)?.means ?? value;
    case 'number':
      return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
    case 'json':
      try {
        return parseJson(value);
      } catch (thrown) {
        const path = property === null ? '' : pointer([property]);
        const message = `\`${label}\` is no JSON: ${ensureError(thrown).message}`;
        findings.push({ code: 'invalid_value', severity: 'error', message, path });
        return undefined;
      }
    default:
      return value;
  }
}
