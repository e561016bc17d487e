import { type Json, type JsonObject, objectFrom } from '../../value/json.ts';
import type { Assignment, TaskDefinition } from '../definition.ts';
import type { Draft, Reading } from '../reading.ts';
import { assignmentsOfList } from '../shape/assignments.ts';
import { readPiece } from '../shape/piece.ts';
import { show } from '../shape/show.ts';
import { milliseconds, versionOf } from '../shape/values.ts';
import { type Path, pointer, toJson, type YamlNode } from '../yaml/tree.ts';
import { readTask } from './read-task.ts';
import * as tables from './tables.ts';

/** Reads a file in the Orquesta dialect; null when it is not even a map with tasks. */
export function readOrquesta(reading: Reading): Draft | null {
  const { root, findings, origin } = reading;
  const piece = readPiece(tables.workflow, root, [], 'A workflow', findings);
  if (piece === null) {
    return null;
  }
  const read = readTasks(piece.tasks, reading);
  return {
    declared: new Set(piece.tasks.kind === 'map' ? piece.tasks.entries.keys() : []),
    broken: read.length === 0,
    definition: {
      format: 1,
      ref: origin.ref,
      pack: origin.pack,
      label: piece.name ?? origin.ref,
      description: piece.description ?? null,
      version: versionOf(root),
      tags: [...new Set(piece.tags ?? [])],
      dialect: 'orquesta',
      recursiveExpressions: piece.recursive_expressions ?? false,
      parameters: readInput(piece.input, reading),
      vars: readAssignments(piece.vars, 'vars', reading),
      output: null,
      outputMap: readAssignments(piece.output, 'output', reading),
      entryPoints: null,
      tasks: read,
      onFailure: 'finish',
      timeout: milliseconds(piece.timeout),
      maxTaskIterations: piece.max_task_iterations ?? null,
      concurrency: null,
      retention: null,
    },
  };
}

function readAssignments(node: YamlNode | undefined, key: string, { findings }: Reading): readonly Assignment[] {
  return node === undefined ? [] : assignmentsOfList(node, [key], `\`${key}\``, findings);
}

function readTasks(node: YamlNode, reading: Reading): readonly TaskDefinition[] {
  if (node.kind !== 'map') {
    reading.findings.error('wrong_type', ['tasks'], `\`tasks\` must be a map of tasks, not ${show(node)}.`);
    return [];
  }
  if (node.entries.size === 0) {
    reading.findings.error('no_tasks', ['tasks'], 'A workflow needs at least one task; this one has none.');
  }
  return [...node.entries].flatMap(([name, { value }]) => readTask(name, value, ['tasks', name], reading) ?? []);
}

/** Declared inputs: any value will do, and what is not given is the default or null. */
function readInput(node: YamlNode | undefined, reading: Reading): JsonObject {
  const properties: [string, Json][] = [];
  if (node !== undefined && node.kind !== 'list') {
    reading.findings.error('wrong_type', ['input'], `\`input\` must be a list of names, not ${show(node)}.`);
  }
  for (const [index, item] of (node?.kind === 'list' ? node.items : []).entries()) {
    const declared = readDeclaration(item, ['input', index], reading);
    if (declared !== null) {
      properties.push(declared);
    }
  }
  return { type: 'object', properties: objectFrom(properties), required: [] };
}

function readDeclaration(node: YamlNode, path: Path, reading: Reading): [string, Json] | null {
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    return [node.value, { default: null }];
  }
  const [only, ...rest] = node.kind === 'map' ? node.entries : [];
  if (only === undefined || rest.length > 0) {
    reading.findings.error('wrong_type', path, `An input must be \`name\` or \`name: default\`, not ${show(node)}.`);
    return null;
  }
  const [name, { value }] = only;
  reading.places.set(pointer(['parameters', name, 'default']), [...path, name]);
  return [name, { default: toJson(value) }];
}
