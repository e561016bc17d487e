import type { Match, RetryDefinition, TaskDefinition, TransitionDefinition } from '../definition.ts';
import type { Reading } from '../reading.ts';
import { assignmentsOfList, assignmentsOfMap } from '../shape/assignments.ts';
import { readPiece } from '../shape/piece.ts';
import { show } from '../shape/show.ts';
import { readTargets } from '../shape/targets.ts';
import { readTaskInput } from '../shape/task-input.ts';
import { isNull, type Path, pointer, type YamlNode } from '../yaml/tree.ts';
import { readItems } from './read-items.ts';
import * as tables from './tables.ts';

/** One task's body. An empty one (`end:`) is a task that does nothing. */
export function readTask(
  name: string,
  node: YamlNode,
  path: Path,
  table: typeof tables.task,
  match: Match,
  reading: Reading,
): TaskDefinition | null {
  const body: YamlNode = isNull(node) ? { ...node, kind: 'map', entries: new Map() } : node;
  const what = `Task \`${name}\``;
  const piece = readPiece(table, body, path, what, reading.findings);
  if (piece === null) {
    return null;
  }
  return {
    name,
    description: piece.description ?? null,
    action: piece.action ?? null,
    ...readTaskInput(piece.input, [...path, 'input'], reading.findings),
    when: piece.when ?? null,
    with: readItems(body, path, reading),
    join: piece.join ?? null,
    delay: piece.delay ?? null,
    timeout: piece.timeout ?? null,
    totalTimeout: piece.total_timeout ?? null,
    heartbeat: piece.heartbeat ?? null,
    retry: piece.retry === undefined ? null : readRetry(piece.retry, [...path, 'retry'], reading),
    maxIterations: piece.max_iterations ?? null,
    match: piece.match ?? match,
    onParentEnd: piece.on_parent_end ?? 'cancel',
    next: piece.next === undefined ? [] : readNext(piece.next, [...path, 'next'], reading),
    path: pointer(path),
  };
}

function readRetry(node: YamlNode, path: Path, reading: Reading): RetryDefinition | null {
  const piece = readPiece(tables.retry, node, path, '`retry`', reading.findings);
  return piece === null
    ? null
    : {
        count: piece.count,
        delay: piece.delay ?? 0,
        backoff: piece.backoff ?? 'constant',
        maxDelay: piece.max_delay ?? null,
        jitter: Number(piece.jitter ?? 0),
        when: piece.when ?? null,
      };
}

function readNext(node: YamlNode, path: Path, reading: Reading): readonly TransitionDefinition[] {
  if (node.kind !== 'list') {
    if (!isNull(node)) {
      reading.findings.error('wrong_type', path, `\`next\` must be a list of transitions, not ${show(node)}.`, {
        hint: 'Begin each transition with `- `: `next: [{do: other_task}]`.',
      });
    }
    return [];
  }
  return node.items.flatMap((item, index) => readTransition(item, [...path, index], reading) ?? []);
}

function readTransition(node: YamlNode, path: Path, reading: Reading): TransitionDefinition | null {
  const piece = readPiece(tables.transition, node, path, 'A transition', reading.findings);
  if (piece === null) {
    return null;
  }
  return {
    when: piece.when ?? null,
    publish: piece.publish === undefined ? [] : readPublish(piece.publish, [...path, 'publish'], reading),
    do: piece.do === undefined ? [] : readTargets(piece.do, [...path, 'do'], '`do`', reading.findings),
    path: pointer(path),
  };
}

function readPublish(node: YamlNode, path: Path, reading: Reading): TransitionDefinition['publish'] {
  return node.kind === 'list'
    ? assignmentsOfList(node, path, '`publish`', reading.findings)
    : assignmentsOfMap(node, path, '`publish`', reading.findings);
}
