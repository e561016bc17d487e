import * as v from 'valibot';
import { pointer } from '../../definition/yaml/tree.ts';
import type { Finding } from '../../problem/finding.ts';
import { type ProblemCode, refuse } from '../../problem/problem.ts';
import { nearest } from '../../problem/suggest.ts';

/**
 * A value from outside, as the schema describes it.
 * @throws ProblemError with a finding for everything that does not fit.
 */
export function check<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  code: ProblemCode,
  what: string,
): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortPipeEarly: true });
  if (result.success) {
    return result.output;
  }
  const findings = result.issues.map((issue) => findingOf(issue, knownFields(schema)));
  return refuse(code, `${what}: ${findings[0]?.message ?? 'it does not fit'}`, { findings });
}

function findingOf(issue: v.GenericIssue, known: readonly string[]): Finding {
  const keys = (issue.path ?? []).map((item) => (typeof item.key === 'number' ? item.key : String(item.key)));
  const name = keys.at(-1);
  const path = pointer(keys);
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const near = keys.length === 1 ? nearest(String(name), known) : undefined;
    const hint = near === undefined ? {} : { hint: `Did you mean \`${near}\`?` };
    return {
      code: 'unknown_key',
      severity: 'error',
      message: `\`${name}\` is not known here`,
      path,
      ...hint,
    };
  }
  const missing = issue.received === 'undefined';
  return {
    code: missing ? 'missing_key' : 'invalid_value',
    severity: 'error',
    message: missing
      ? `\`${name}\` is missing`
      : `${name === undefined ? 'the value' : `\`${name}\``}: ${issue.message}`,
    path,
  };
}

function knownFields(schema: v.GenericSchema): readonly string[] {
  return 'entries' in schema && typeof schema.entries === 'object' && schema.entries !== null
    ? Object.keys(schema.entries)
    : [];
}
