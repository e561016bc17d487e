import type { ConcurrencyDefinition, Match, TaskDefinition } from '../definition.ts';
import type { Draft, Reading } from '../reading.ts';
import { assignmentsOfMap } from '../shape/assignments.ts';
import { readPiece } from '../shape/piece.ts';
import { show } from '../shape/show.ts';
import { readTargets } from '../shape/targets.ts';
import { milliseconds, versionOf } from '../shape/values.ts';
import { childOf, isNull, type Path, type YamlNode } from '../yaml/tree.ts';
import { readOutput, readParameters } from './read-parameters.ts';
import { readTask } from './read-task.ts';
import * as tables from './tables.ts';

/** Reads a native file; null when it is not even a map with tasks. */
export function readNative(reading: Reading): Draft | null {
  const { root, findings, origin } = reading;
  const piece = readPiece(tables.workflow, root, [], 'A workflow', findings);
  if (piece === null) {
    return null;
  }
  checkRef(piece.ref, reading);
  const tasks = readTasks(piece.tasks, piece.match ?? 'first', reading);
  const entryPoints = piece.entry_points;
  return {
    declared: tasks.declared,
    broken: tasks.read.length === 0,
    definition: {
      format: 1,
      ref: origin.ref,
      pack: origin.pack,
      label: piece.label ?? origin.ref,
      description: piece.description ?? null,
      version: versionOf(root),
      tags: [...new Set(piece.tags ?? [])],
      dialect: 'native',
      recursiveExpressions: false,
      parameters: readParameters(piece.parameters, ['parameters'], findings),
      vars: piece.vars === undefined ? [] : assignmentsOfMap(piece.vars, ['vars'], '`vars`', findings),
      output: piece.output === undefined ? null : readOutput(piece.output, ['output'], findings),
      outputMap:
        piece.output_map === undefined
          ? []
          : assignmentsOfMap(piece.output_map, ['output_map'], '`output_map`', findings),
      entryPoints:
        entryPoints === undefined ? null : readTargets(entryPoints, ['entry_points'], '`entry_points`', findings),
      tasks: tasks.read,
      onFailure: piece.on_failure ?? 'finish',
      timeout: milliseconds(piece.timeout),
      maxTaskIterations: piece.max_task_iterations ?? null,
      concurrency: piece.concurrency === undefined ? null : readConcurrency(piece.concurrency, reading),
      retention: milliseconds(piece.retention),
    },
  };
}

function checkRef(ref: string | undefined, { findings, origin }: Reading): void {
  if (ref !== undefined && ref !== origin.ref) {
    findings.error('ref_mismatch', ['ref'], `The file says \`${ref}\`, but its place makes it \`${origin.ref}\`.`, {
      hint: 'A ref is `<pack>.<path below workflows>`, with `.` for `/`. Correct it, leave it out, or move the file.',
    });
  }
}

function readConcurrency(node: YamlNode, { findings }: Reading): ConcurrencyDefinition | null {
  const piece = readPiece(tables.concurrency, node, ['concurrency'], '`concurrency`', findings);
  return piece === null ? null : { key: piece.key ?? '', limit: piece.limit, onLimit: piece.on_limit ?? 'queue' };
}

interface Tasks {
  readonly read: readonly TaskDefinition[];
  readonly declared: ReadonlySet<string>;
}

function readTasks(node: YamlNode, match: Match, reading: Reading): Tasks {
  const found = node.kind === 'list' ? listed(node, reading) : node.kind === 'map' ? mapped(node) : [];
  if (found.length === 0 && (node.kind === 'scalar' || childCount(node) === 0)) {
    const told = isNull(node) || node.kind !== 'scalar' ? 'has none' : `has ${show(node)}`;
    reading.findings.error('no_tasks', ['tasks'], `A workflow needs at least one task; this one ${told}.`, {
      hint: 'Write `tasks: [{name: first, action: core.noop}]`.',
    });
  }
  const table = node.kind === 'list' ? tables.namedTask : tables.task;
  return {
    declared: new Set(found.map((task) => task.name)),
    read: found.flatMap((task) => readTask(task.name, task.node, task.path, table, match, reading) ?? []),
  };
}

function childCount(node: YamlNode): number {
  return node.kind === 'list' ? node.items.length : node.kind === 'map' ? node.entries.size : 0;
}

interface FoundTask {
  readonly name: string;
  readonly node: YamlNode;
  readonly path: Path;
}

function mapped(node: YamlNode): FoundTask[] {
  return node.kind === 'map'
    ? [...node.entries].map(([name, entry]) => ({ name, node: entry.value, path: ['tasks', name] }))
    : [];
}

function listed(node: YamlNode, { findings }: Reading): FoundTask[] {
  return node.kind !== 'list'
    ? []
    : node.items.flatMap((item, index) => {
        const path = ['tasks', index];
        if (item.kind !== 'map') {
          findings.error('wrong_type', path, `A task must be a map, not ${show(item)}.`);
          return [];
        }
        const name = childOf(item, 'name');
        if (name?.kind === 'scalar' && typeof name.value === 'string') {
          return [{ name: name.value, node: item, path }];
        }
        if (name === undefined) {
          findings.error('missing_key', path, 'A task in a list needs the key `name`.');
        } else {
          findings.error('wrong_type', [...path, 'name'], `A task name must be text, not ${show(name)}.`, {
            hint: 'Quote the name.',
          });
        }
        return [{ name: name?.kind === 'scalar' ? name.text : `#${index + 1}`, node: item, path }];
      });
}
