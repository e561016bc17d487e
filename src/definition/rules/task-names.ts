import { COMMANDS, type Dialect } from '../definition.ts';
import type { Findings } from '../findings.ts';
import type { Draft, Reading } from '../reading.ts';
import { nodeAt, type Path, parsePointer, type YamlNode } from '../yaml/tree.ts';

const FORMS: Readonly<Record<Dialect, { readonly form: RegExp; readonly rule: string }>> = {
  native: {
    form: /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/,
    rule: 'A name begins with a letter or `_`, goes on with letters, digits, `_` and `-`, and has at most 64 characters.',
  },
  orquesta: {
    form: /^[\p{L}\p{N}_]{1,64}$/u,
    rule: 'A name consists of letters, digits and `_`, and has at most 64 characters.',
  },
};
/** Ends of the generated machine. */
const STATES: ReadonlySet<string> = new Set(['start', 'ended', 'failed', 'absorbed']);
/** No object of JavaScript keeps it as a key: the machine's map of states would lose the task. */
const PROTOTYPE = '__proto__';

/** Names of tasks: their form, the reserved ones, doubles. */
export function checkTaskNames({ definition }: Draft, { root, findings }: Reading): void {
  const seen = new Map<string, string>();
  const listed = nodeAt(root, ['tasks'])?.kind === 'list';
  for (const { name, path } of definition.tasks) {
    const place: Path = listed ? [...parsePointer(path), 'name'] : parsePointer(path);
    if (listed && !isText(nodeAt(root, place))) {
      // It has no name, which the reader has said.
      continue;
    }
    checkName(name, place, !listed, definition.dialect, findings);
    const first = seen.get(name);
    if (first === undefined) {
      seen.set(name, path);
    } else {
      findings.error('duplicate_task', place, `Another task is named \`${name}\`, at ${first}.`, {
        hint: 'Give each task a name of its own.',
      });
    }
  }
}

function checkName(name: string, place: Path, atKey: boolean, dialect: Dialect, findings: Findings): void {
  const { form, rule } = FORMS[dialect];
  if (COMMANDS.has(name) || STATES.has(name) || name === PROTOTYPE) {
    const hint = COMMANDS.has(name)
      ? `\`${name}\` is an engine command that a \`do\` can name.`
      : 'Choose another name.';
    findings.error('reserved_task_name', place, `The task name \`${name}\` is reserved.`, { atKey, hint });
  } else if (!form.test(name)) {
    const message = `${JSON.stringify(name)} cannot be a task name.`;
    findings.error('invalid_task_name', place, message, { atKey, hint: rule });
  }
}

function isText(node: YamlNode | undefined): boolean {
  return node?.kind === 'scalar' && typeof node.value === 'string';
}
