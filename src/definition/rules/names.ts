import { isObject } from '../../value/json.ts';
import { BUILT_IN_NAMES } from '../built-in-names.ts';
import type { Findings } from '../findings.ts';
import type { Draft, Reading } from '../reading.ts';
import { type Path, parsePointer } from '../yaml/tree.ts';
import { schemaPath } from './schemas.ts';

/**
 * Names that would hide a name of the language. Only in the native dialect: Orquesta's variables are reached
 * through `ctx()`, and its files call them `result` and `item` freely.
 */
export function checkNames({ definition }: Draft, { findings, root }: Reading): void {
  if (definition.dialect !== 'native') {
    return;
  }
  const properties = definition.parameters.properties;
  const parameters = isObject(properties) ? Object.keys(properties) : [];
  for (const name of parameters) {
    check(name, schemaPath('parameters', ['properties', name], root), 'parameter', findings);
  }
  for (const { name, path } of definition.vars) {
    check(name, parsePointer(path), 'variable', findings);
  }
  for (const task of definition.tasks) {
    for (const { name, path } of task.next.flatMap((transition) => transition.publish)) {
      check(name, parsePointer(path), 'variable', findings);
    }
    for (const name of task.with?.names ?? []) {
      check(name, [...parsePointer(task.path), 'with'], 'name of the items', findings);
    }
  }
}

function check(name: string, path: Path, what: string, findings: Findings): void {
  if (BUILT_IN_NAMES.has(name)) {
    findings.error('reserved_name', path, `The ${what} \`${name}\` has the name of a built-in.`, {
      hint: `Call it \`my_${name}\`, or by what it holds.`,
      atKey: true,
    });
  }
}
