import type { WithDefinition } from '../definition.ts';
import type { Reading } from '../reading.ts';
import { type ItemsText, readLooseItemsText } from '../shape/items-text.ts';
import { readPiece } from '../shape/piece.ts';
import { show } from '../shape/show.ts';
import { childOf, type Path, pointer, toJson, type YamlNode } from '../yaml/tree.ts';
import * as tables from './tables.ts';

/** Items of one task run side by side unless the file says otherwise. */
const CONCURRENCY = 10;

type List = Pick<WithDefinition, 'items' | 'names'>;

/** The list of a task with items, from `with`, `with_items` or both; null when there is none. */
export function readItems(task: YamlNode, path: Path, reading: Reading): WithDefinition | null {
  const body = childOf(task, 'with');
  const alias = childOf(task, 'with_items');
  if (alias !== undefined) {
    reading.places.set(pointer([...path, 'with', 'items']), [...path, 'with_items']);
  }
  const aliased = alias === undefined ? null : readList(alias, [...path, 'with_items'], reading);
  if (body === undefined) {
    return aliased === null ? null : withOptions(aliased, {});
  }
  if (body.kind !== 'map') {
    reportTwice(alias, path, reading);
    reading.places.set(pointer([...path, 'with', 'items']), [...path, 'with']);
    const list = readList(body, [...path, 'with'], reading);
    return list === null ? null : withOptions(list, {});
  }
  return readBody(body, alias, aliased, path, reading);
}

function readBody(
  body: YamlNode,
  alias: YamlNode | undefined,
  aliased: List | null,
  path: Path,
  reading: Reading,
): WithDefinition | null {
  const place = [...path, 'with'];
  const piece = readPiece(tables.items, body, place, '`with`', reading.findings);
  if (piece === null) {
    return null;
  }
  if (piece.items === undefined && alias === undefined) {
    reading.findings.error('missing_key', place, '`with` needs the key `items`.');
  }
  if (piece.items !== undefined) {
    reportTwice(alias, path, reading);
  }
  const list = piece.items === undefined ? aliased : readList(piece.items, [...place, 'items'], reading);
  return list === null ? null : withOptions(list, piece);
}

function withOptions(
  list: List,
  options: {
    readonly concurrency?: number | string | undefined;
    readonly batch_size?: number | undefined;
    readonly on_item_failure?: 'stop' | 'continue' | undefined;
  },
): WithDefinition {
  return {
    ...list,
    concurrency: options.concurrency ?? CONCURRENCY,
    batchSize: options.batch_size ?? null,
    onItemFailure: options.on_item_failure ?? 'stop',
  };
}

function readList(node: YamlNode, path: Path, reading: Reading): List | null {
  if (node.kind === 'list') {
    return { items: toJson(node), names: [] };
  }
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    const text = readLooseItemsText(node.text);
    if (text !== undefined) {
      return bare(text);
    }
  }
  reading.findings.error('invalid_value', path, `The items must be a list or an expression, not ${show(node)}.`, {
    hint: 'Write `"{{ list }}"`, `"x in {{ list }}"` or `"a, b in {{ zip(one, two) }}"`.',
  });
  return null;
}

/** `item in …` binds what `item` means anyway. */
function bare({ items, names }: ItemsText): List {
  return { items, names: names.length === 1 && names[0] === 'item' ? [] : names };
}

function reportTwice(alias: YamlNode | undefined, path: Path, reading: Reading): void {
  if (alias !== undefined) {
    reading.findings.error('invalid_value', [...path, 'with_items'], 'The items are given twice.', {
      hint: '`with_items` is short for `with: {items: …}`: keep one of them.',
      atKey: true,
    });
  }
}
