import type { Definition } from '../definition/definition.ts';
import type { Findings } from '../definition/findings.ts';
import { checkInput } from '../definition/input.ts';
import { readDocument } from '../definition/read-document.ts';
import { parsePointer } from '../definition/yaml/tree.ts';
import type { Finding } from '../problem/finding.ts';
import { nearest } from '../problem/suggest.ts';
import type { TriggerDefinition } from '../trigger/definition/trigger.ts';
import { isObject, type Json, type JsonObject, own } from '../value/json.ts';
import type { LoadedDocument } from './load-file.ts';
import type { PackTest } from './pack-test.ts';

/** What triggers and tests are compared with. */
export interface Targets {
  /** The definition of a ref; undefined: there is no such workflow. */
  get(ref: string): Definition | undefined;
  /** The ref may still come: the pack arrives in parts. */
  expects(ref: string): boolean;
  /** For suggestions. */
  readonly refs: Iterable<string>;
}

/**
 * The ref of the workflow that a trigger or a test is about, or that an action starts; undefined for other files, and
 * for invalid ones.
 */
export function targetOf({ kind, document }: LoadedDocument): string | undefined {
  if (!isObject(document)) {
    return undefined;
  }
  const ref = kind === 'action' ? own(objectOr(document.call), 'ref') : document.workflow;
  return typeof ref === 'string' && kind !== 'unknown' ? ref : undefined;
}

function objectOr(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** Whether the workflow of a trigger or a test is there, and fits. */
export function checkTarget(file: LoadedDocument, targets: Targets): readonly Finding[] {
  const ref = targetOf(file);
  if (ref === undefined) {
    return [];
  }
  const { findings } = readDocument(file.source, file.kind);
  const definition = targets.get(ref);
  if (definition !== undefined) {
    checkFit(file, definition, findings);
  } else if (!targets.expects(ref)) {
    const near = nearest(ref, targets.refs);
    const hint = near === undefined ? undefined : `Did you mean \`${near}\`?`;
    findings.error(
      'unknown_workflow',
      file.kind === 'action' ? ['call', 'ref'] : ['workflow'],
      `There is no workflow \`${ref}\`.`,
      { hint },
    );
  }
  return findings.sorted();
}

function checkFit(file: LoadedDocument, definition: Definition, findings: Findings): void {
  switch (file.kind) {
    case 'trigger':
      return checkTrigger(file, definition, findings);
    case 'test':
      return checkTest(file, definition, findings);
    default:
      return undefined;
  }
}

/** The names of the input are known before anything comes in; its values are not. */
function checkTrigger({ document }: LoadedDocument, definition: Definition, findings: Findings): void {
  const { input } = document as unknown as TriggerDefinition;
  if (typeof input === 'string' || definition.dialect === 'orquesta') {
    return;
  }
  const { properties, required, additionalProperties } = definition.parameters;
  const known = isObject(properties) ? properties : {};
  for (const name of Object.keys(input)) {
    if (additionalProperties === false && !Object.hasOwn(known, name)) {
      const near = nearest(name, Object.keys(known));
      const hint = near === undefined ? undefined : `Did you mean \`${near}\`?`;
      const message = `\`${definition.ref}\` has no parameter \`${name}\`.`;
      findings.error('unknown_key', ['input', name], message, { hint, atKey: true });
    }
  }
  for (const name of Array.isArray(required) ? required : []) {
    const parameter = known[String(name)];
    const filled = isObject(parameter) && parameter.default !== undefined;
    if (typeof name === 'string' && !filled && !Object.hasOwn(input, name)) {
      findings.error('missing_key', ['input'], `\`${definition.ref}\` needs the parameter \`${name}\`.`);
    }
  }
}

function checkTest({ document }: LoadedDocument, definition: Definition, findings: Findings): void {
  const { input, mocks, expect } = document as unknown as PackTest;
  for (const { code, path, message, hint } of checkInput(definition, input).findings) {
    findings.error(code, ['input', ...parsePointer(path)], message, { hint });
  }
  const tasks = new Set(definition.tasks.map(({ name }) => name));
  const named = [
    ...mocks.map(({ task }, i) => [task, ['mocks', i, 'task']] as const),
    ...(expect.path ?? []).map((step, i) => [step.split(':', 1)[0] ?? step, ['expect', 'path', i]] as const),
  ];
  for (const [name, path] of named.filter(([task]) => !tasks.has(task))) {
    const near = nearest(name, tasks);
    const hint = near === undefined ? undefined : `Did you mean \`${near}\`?`;
    findings.error('unknown_task', path, `There is no task \`${name}\`.`, { hint });
  }
}
