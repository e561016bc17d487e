import { COMMANDS } from '../definition.ts';
import type { Draft, Reading } from '../reading.ts';
import { childOf, nodeAt, type Path, parsePointer, type YamlNode } from '../yaml/tree.ts';

const NATIVE = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
const ORQUESTA = /^[\p{L}\p{N}_]{1,64}$/u;
/** Ends of the generated machine. */
const STATES: ReadonlySet<string> = new Set(['start', 'ended', 'failed', 'absorbed']);

/** Names of tasks: their form, the reserved ones, doubles. */
export function checkTaskNames({ definition }: Draft, { root, findings }: Reading): void {
  const seen = new Map<string, string>();
  for (const { name, path } of definition.tasks) {
    const task = parsePointer(path);
    const node = nodeAt(root, task);
    const listed = nodeAt(root, ['tasks'])?.kind === 'list';
    const place: Path = listed && node !== undefined && childOf(node, 'name') ? [...task, 'name'] : task;
    if (listed && !isText(nodeAt(root, place))) {
      // It has no name, which the reader has said.
      continue;
    }
    const details = { atKey: !listed };
    if (COMMANDS.has(name) || (definition.dialect === 'native' && STATES.has(name))) {
      findings.error('reserved_task_name', place, `The task name \`${name}\` is reserved.`, {
        ...details,
        hint: COMMANDS.has(name)
          ? `\`${name}\` is an engine command that a \`do\` can name.`
          : 'Choose another name.',
      });
    } else if (!(definition.dialect === 'native' ? NATIVE : ORQUESTA).test(name)) {
      findings.error('invalid_task_name', place, `${JSON.stringify(name)} cannot be a task name.`, {
        ...details,
        hint:
          definition.dialect === 'native'
            ? 'A name begins with a letter or `_`, goes on with letters, digits, `_` and `-`, and has at most 64 characters.'
            : 'A name consists of letters, digits and `_`, and has at most 64 characters.',
      });
    }
    const first = seen.get(name);
    if (first !== undefined) {
      findings.error('duplicate_task', place, `Another task is named \`${name}\`, at ${first}.`, {
        hint: 'Give each task a name of its own.',
      });
    } else {
      seen.set(name, path);
    }
  }
}

function isText(node: YamlNode | undefined): boolean {
  return node?.kind === 'scalar' && typeof node.value === 'string';
}
