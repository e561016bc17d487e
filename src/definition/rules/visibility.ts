import { nearest } from '../../problem/suggest.ts';
import type { SiteRole } from '../expression-sites.ts';
import type { Draft, Reading } from '../reading.ts';
import type { CompiledSite } from './expressions.ts';

const AFTER_COMPLETION: ReadonlySet<SiteRole> = new Set(['when', 'publish', 'retry']);
const OF_TASK: ReadonlySet<SiteRole> = new Set([
  'action',
  'input',
  'items',
  'task',
  'when',
  'publish',
  'retry',
  'later',
]);
const COMPLETED: ReadonlySet<string> = new Set([
  'result',
  'error',
  'succeeded',
  'failed',
  'timed_out',
  'canceled',
  'completed',
]);
const ITEM: ReadonlySet<string> = new Set(['item', 'index']);
const COUNTED: ReadonlySet<string> = new Set(['iteration', 'attempt']);

/** Names that have no meaning where the expression stands, and tasks that do not exist. */
export function checkVisibility(compiled: CompiledSite, draft: Draft, reading: Reading): void {
  checkFunctions(compiled, reading);
  checkItem(compiled, reading);
  checkCallback(compiled, reading);
  checkTasks(compiled, draft, reading);
}

function checkFunctions(compiled: CompiledSite, reading: Reading): void {
  const { role } = compiled.site;
  for (const { name, offset } of compiled.compiled.references.functions) {
    if (COMPLETED.has(name) && !AFTER_COMPLETION.has(role)) {
      report(
        compiled,
        offset,
        `\`${name}()\` speaks of a task that has just completed; it exists in \`next\` and \`retry.when\` only.`,
        'Publish what is needed in `next`, or read an earlier task as `task.<name>`.',
        reading,
      );
    } else if (COUNTED.has(name) && !OF_TASK.has(role)) {
      report(compiled, offset, `\`${name}()\` counts a task's runs; it exists in tasks only.`, undefined, reading);
    }
  }
}

function checkItem(compiled: CompiledSite, reading: Reading): void {
  const { site } = compiled;
  const visible = OF_TASK.has(site.role) && site.role !== 'items' && site.task?.with != null;
  const { functions, roots } = compiled.compiled.references;
  const used = [
    ...functions.map(({ name, offset }) => ({ name, offset })),
    ...roots.map(({ path, offset }) => ({ name: path[0] ?? '', offset })),
  ];
  const first = used.find(({ name }) => ITEM.has(name));
  if (first !== undefined && !visible) {
    report(
      compiled,
      first.offset,
      `\`${first.name}\` exists only in a task with items, behind its list.`,
      'Give the task a list under `with`.',
      reading,
    );
  }
}

function checkCallback(compiled: CompiledSite, reading: Reading): void {
  const found = compiled.compiled.references.roots.find(({ path }) => path[0] === 'callback_url');
  if (found !== undefined && compiled.site.role !== 'input') {
    report(compiled, found.offset, "`callback_url` exists only in a task's `input`.", undefined, reading);
  }
}

/** In the Orquesta dialect Orquesta decides, and it only fails when the expression is evaluated. */
function report(
  { dialect, place, offsetAt }: CompiledSite,
  offset: number,
  message: string,
  hint: string | undefined,
  { findings }: Reading,
): void {
  const details = { hint, offset: offsetAt(offset) };
  if (dialect === 'native') {
    findings.error('name_out_of_place', place.path, message, details);
  } else {
    findings.warning('name_out_of_place', place.path, message, details);
  }
}

function checkTasks(compiled: CompiledSite, { declared }: Draft, { findings }: Reading): void {
  const { dialect, place, offsetAt } = compiled;
  for (const { path, offset, optional } of compiled.compiled.references.tasks) {
    const [name] = path;
    if (name === undefined || declared.has(name) || optional || findings.full) {
      continue;
    }
    const near = nearest(name, declared);
    const details = {
      hint: near === undefined ? undefined : `Did you mean \`${near}\`?`,
      offset: offsetAt(offset),
    };
    // Orquesta answers null for a task that it does not know.
    if (dialect === 'native') {
      findings.error('unknown_task', place.path, `There is no task \`${name}\`.`, details);
    } else {
      findings.warning('unknown_task', place.path, `There is no task \`${name}\`.`, details);
    }
  }
}
