import { type Json, objectFrom } from '../../value/json.ts';
import type { RetryDefinition, TaskDefinition, WithDefinition } from '../definition.ts';
import type { Reading } from '../reading.ts';
import { readItemsText } from '../shape/items-text.ts';
import { readPiece } from '../shape/piece.ts';
import { show } from '../shape/show.ts';
import { readTaskInput } from '../shape/task-input.ts';
import { type Path, pointer, type YamlNode } from '../yaml/tree.ts';
import { readInlineParameters, reportInline } from './inline-parameters.ts';
import { readTransitions } from './read-transitions.ts';
import * as tables from './tables.ts';

/** One task of an Orquesta file. */
export function readTask(name: string, node: YamlNode, path: Path, reading: Reading): TaskDefinition | null {
  const { findings } = reading;
  if (node.kind !== 'map' || node.entries.size === 0) {
    const what = node.kind === 'map' ? 'an empty one' : show(node);
    findings.error('wrong_type', path, `Task \`${name}\` must be a map with at least one key, not ${what}.`, {
      hint: 'Write `action: core.noop` for a task that does nothing.',
    });
    return null;
  }
  const piece = readPiece(tables.task, node, path, `Task \`${name}\``, findings);
  if (piece === null) {
    return null;
  }
  const { next, command } =
    piece.next === undefined ? { next: [], command: null } : readTransitions(piece.next, path, reading);
  return {
    name,
    description: null,
    ...readAction(piece.action, piece.input, path, reading),
    when: null,
    with: piece.with === undefined ? null : readItems(piece.with, [...path, 'with'], reading),
    // Any arrival satisfies a join of none, which is what a task without a join does.
    join: piece.join === undefined || piece.join === 0 ? null : piece.join,
    delay: piece.delay ?? null,
    timeout: null,
    totalTimeout: null,
    heartbeat: null,
    retry: command ?? (piece.retry === undefined ? null : readRetry(piece.retry, [...path, 'retry'], reading)),
    maxIterations: null,
    match: 'all',
    onParentEnd: 'cancel',
    next,
    path: pointer(path),
  };
}

/** `action: name key=value …` carries its input along, which then replaces `input`. */
function readAction(
  text: string | undefined,
  input: YamlNode | undefined,
  path: Path,
  reading: Reading,
): Pick<TaskDefinition, 'action' | 'input' | 'inputExpression'> {
  const inline = readInlineParameters(text ?? '');
  reportInline(inline, [...path, 'action'], reading);
  if (text === undefined || inline.pairs.length === 0) {
    return { action: text?.trim() ?? null, ...readTaskInput(input, [...path, 'input'], reading.findings) };
  }
  reading.places.set(pointer([...path, 'input']), [...path, 'action']);
  return { action: text.trim().split(/\s/)[0] ?? text, input: objectFrom<Json>(inline.pairs) };
}

function readItems(node: YamlNode, path: Path, reading: Reading): WithDefinition | null {
  if (node.kind === 'map') {
    const piece = readPiece(tables.items, node, path, '`with`', reading.findings);
    const list = piece === null ? null : readList(piece.items, [...path, 'items'], reading);
    return piece === null || list === null
      ? null
      : { ...list, concurrency: piece.concurrency ?? null, batchSize: null, onItemFailure: 'stop' };
  }
  reading.places.set(pointer([...path, 'items']), path);
  const list = readList(node, path, reading);
  return list === null ? null : { ...list, concurrency: null, batchSize: null, onItemFailure: 'stop' };
}

function readList(node: YamlNode, path: Path, reading: Reading): Pick<WithDefinition, 'items' | 'names'> | null {
  const text = node.kind === 'scalar' && typeof node.value === 'string' ? readItemsText(node.value) : undefined;
  if (text === undefined) {
    reading.findings.error('invalid_value', path, `The items must be an expression, not ${show(node)}.`, {
      hint: 'Write `<% ctx(list) %>`, `x in <% ctx(list) %>` or `a, b in <% zip(ctx(one), ctx(two)) %>`.',
    });
    return null;
  }
  return text;
}

function readRetry(node: YamlNode, path: Path, reading: Reading): RetryDefinition | null {
  const piece = readPiece(tables.retry, node, path, '`retry`', reading.findings);
  return piece === null
    ? null
    : {
        count: piece.count,
        delay: piece.delay ?? 0,
        backoff: 'constant',
        maxDelay: null,
        jitter: 0,
        when: piece.when ?? null,
      };
}
