import { loadDefinition } from '../../src/definition/load-definition.ts';
import { analyse } from '../../src/graph/analysis/analyse.ts';
import { type Finding, hasErrors } from '../../src/problem/finding.ts';

export interface InspectCase {
  readonly kind: 'inspect';
  readonly name: string;
  readonly workflow: string;
  readonly expected: {
    readonly inspection?: Readonly<Record<string, readonly { readonly spec_path: string | null }[]>>;
    /** Orquesta crashes on it; to refuse it is enough. */
    readonly rejected?: unknown;
  };
}

const SEMANTICS = new Set([
  'unknown_task',
  'reserved_task_name',
  'no_entry_point',
  'items_without_action',
  'join_needs_itself',
  'join_too_large',
]);
const EXPRESSIONS = new Set(['expression_syntax', 'unknown_function', 'unknown_filter', 'mixed_languages']);

/** Checks a definition against what Orquesta's inspection says: the same set of (category, place), messages free. */
export function runInspectCase({ workflow, expected }: InspectCase): string | null {
  const { definition, findings } = loadDefinition(workflow, {
    ref: 'corpus.case',
    pack: 'corpus',
    dialect: 'orquesta',
  });
  const all = [...findings, ...(definition === null ? [] : analyse(definition))];
  if (expected.rejected !== undefined) {
    return hasErrors(all) ? null : 'is not refused';
  }
  // Warnings say more than Orquesta does; the one that it reports as an error is a graph without a start.
  const relevant = all.filter(({ severity, code }) => severity === 'error' || code === 'no_entry_point');
  const found = relevant.map((finding) => `${categoryOf(finding.code)} ${placeOf(finding)}`);
  const wanted = Object.entries(expected.inspection ?? {}).flatMap(([category, entries]) =>
    entries.map(({ spec_path }) => `${category} ${normal(spec_path ?? '')}`),
  );
  const show = (entries: readonly string[]) => [...new Set(entries)].sort().join('; ');
  return show(found) === show(wanted) ? null : `found ${show(found)}; expected ${show(wanted)}`;
}

function categoryOf(code: string): string {
  if (code.startsWith('variable_')) {
    return 'context';
  }
  return EXPRESSIONS.has(code) ? 'expressions' : SEMANTICS.has(code) ? 'semantics' : 'syntax';
}

/** A JSON pointer in the notation of the corpus. An unknown key is reported there at what holds it. */
function placeOf({ path, code }: Finding): string {
  const steps = path.split('/').slice(1, code === 'unknown_key' ? -1 : undefined);
  if (code === 'no_entry_point') {
    return 'tasks';
  }
  return normal(steps.map((step, i) => (/^\d+$/.test(step) ? `[${step}]` : `${i === 0 ? '' : '.'}${step}`)).join(''));
}

/** Both sides cut to what they agree to name: short forms stand for the long ones. */
function normal(path: string): string {
  return path
    .replace(/^(tasks\.\w+)\.(?:action|input)\b.*$/, '$1.input')
    .replace(/^(tasks\.\w+\.next\[\d+\]\.publish)\b.*$/, '$1')
    .replace(/^(tasks\.\w+\.with)$/, '$1.items')
    .replace(/^(output|vars|input)(\[\d+\]).*$/, '$1$2');
}
