import type { Assignment, RetryDefinition, TransitionDefinition } from '../definition.ts';
import type { Reading } from '../reading.ts';
import { assignmentsOfList } from '../shape/assignments.ts';
import { readPiece } from '../shape/piece.ts';
import { show } from '../shape/show.ts';
import { readTargets } from '../shape/targets.ts';
import { type Path, pointer, type YamlNode } from '../yaml/tree.ts';
import { readInlineParameters, reportInline } from './inline-parameters.ts';
import * as tables from './tables.ts';

export interface ReadTransitions {
  readonly next: readonly TransitionDefinition[];
  /** What the command `retry` makes of the task: it is no target, but replaces the task's `retry`. */
  readonly command: RetryDefinition | null;
}

const COMMAND_COUNT = 3;

/** The transitions of a task. One that only retries is no edge and disappears here. */
export function readTransitions(node: YamlNode, task: Path, reading: Reading): ReadTransitions {
  const path = [...task, 'next'];
  if (node.kind !== 'list') {
    reading.findings.error('wrong_type', path, `\`next\` must be a list of transitions, not ${show(node)}.`);
    return { next: [], command: null };
  }
  let command: RetryDefinition | null = null;
  const next = node.items.flatMap((item, index): readonly TransitionDefinition[] => {
    const transition = readTransition(item, [...path, index], reading);
    if (transition === null || !transition.do.includes('retry')) {
      return transition === null ? [] : [transition];
    }
    command = retryCommand(transition);
    reading.places.set(pointer([...task, 'retry', 'when']), [...path, index, 'when']);
    const others = transition.do.filter((name) => name !== 'retry');
    return others.length === 0 ? [] : [{ ...transition, do: others }];
  });
  return { next, command };
}

function retryCommand({ when }: TransitionDefinition): RetryDefinition {
  return {
    count: COMMAND_COUNT,
    delay: 0,
    backoff: 'constant',
    maxDelay: null,
    jitter: 0,
    when: when ?? '<% completed() %>',
  };
}

function readTransition(node: YamlNode, path: Path, reading: Reading): TransitionDefinition | null {
  const piece = readPiece(tables.transition, node, path, 'A transition', reading.findings);
  return piece === null
    ? null
    : {
        when: piece.when ?? null,
        publish: piece.publish === undefined ? [] : readPublish(piece.publish, [...path, 'publish'], reading),
        do: piece.do === undefined ? [] : readTargets(piece.do, [...path, 'do'], '`do`', reading.findings),
        path: pointer(path),
      };
}

function readPublish(node: YamlNode, path: Path, reading: Reading): readonly Assignment[] {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') {
    return assignmentsOfList(node, path, '`publish`', reading.findings);
  }
  const inline = readInlineParameters(node.value);
  reportInline(inline, path, reading);
  if (inline.pairs.length === 0) {
    reading.findings.error('invalid_value', path, '`publish` has no `name=value` in it.', {
      hint: 'Write a list: `publish: [{name: value}]`.',
    });
  }
  return inline.pairs.map(([name, value]) => {
    const place = pointer([...path, name]);
    reading.places.set(place, path);
    return { name, value, path: place };
  });
}
