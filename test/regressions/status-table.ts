import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cause } from '../../src/conductor/cause.ts';
import type { Stage } from '../conductor/stage.ts';

/** One cell of a table of `docs/status.md`. */
export interface Cell {
  readonly row: string;
  readonly event: string;
  readonly text: string;
}

/** The cells of the table whose first column has this heading. */
export function cellsOf(heading: string): readonly Cell[] {
  const lines = readFileSync(join(import.meta.dirname, '../../docs/status.md'), 'utf8').split('\n');
  const begin = lines.findIndex((line) => line.startsWith(`| ${heading} | completed `));
  const rows = lines.slice(begin, lines.indexOf('', begin)).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const [[, ...events] = [], , ...body] = rows;
  return body.flatMap(([row = '', ...cells]) => cells.map((text, i) => ({ row, event: events[i] ?? '', text })));
}

/** What a cell says, taken apart. Null: nothing changes. */
export interface Meaning {
  readonly status: string;
  readonly follows: 'starts' | 'keeps' | 'nothing';
  readonly dropped: readonly string[];
}

export function meaningOf(text: string): Meaning | null {
  if (text === '–') {
    return null;
  }
  const [status = '', ...rest] = text.split(', ');
  const drops = rest.find((part) => part.startsWith('drops '));
  return {
    status,
    follows: rest.includes('starts') ? 'starts' : rest.includes('keeps') ? 'keeps' : 'nothing',
    dropped: drops?.split(' ').slice(1).sort() ?? [],
  };
}

/** The event of a column; results belong to the instance. */
export function causeOf(event: string, stage: Stage, instance: string): Cause {
  const at = stage.now;
  const address = { instance, item: null, attempt: stage.state.get('task', instance)?.attempt ?? 1 };
  const failed = (kind: 'action' | 'timeout'): Cause => {
    const error = { code: 'late', message: 'late', kind };
    return { type: 'task.failed', at, ...address, result: null, error };
  };
  switch (event) {
    case 'completed':
      return { type: 'task.completed', at, ...address, result: { inline: 'done' } };
    case 'failed':
      return failed('action');
    case 'timed out':
      return failed('timeout');
    case 'canceled':
      return { type: 'task.canceled', at, ...address };
    case 'pause':
      return { type: 'command.pause', at };
    case 'resume':
      return { type: 'command.resume', at };
    case 'cancel finish':
      return { type: 'command.cancel', at, mode: 'finish' };
    case 'cancel terminate':
      return { type: 'command.cancel', at, mode: 'terminate' };
    case 'limit':
      return { type: 'timer.fired', at: at + 86_400_000, timer: 'duration' };
    default:
      throw new Error(`the table has a column "${event}" that nothing stands for`);
  }
}
