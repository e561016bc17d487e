import type { Definition } from '../../definition/definition.ts';
import type { Finding, Severity } from '../../problem/finding.ts';
import type { Json } from '../../value/json.ts';
import { ROOT } from '../dominators.ts';
import { type TransitionGraph, taskAt } from '../transition-graph.ts';

export interface Details {
  readonly hint?: string | undefined;
  readonly witness?: Json | undefined;
}

interface Source {
  readonly definition: Definition;
}

export function error(source: Source, code: string, path: string, message: string, details: Details = {}): Finding {
  return finding(source, 'error', code, path, message, details);
}

export function warning(source: Source, code: string, path: string, message: string, details: Details = {}): Finding {
  return finding(source, 'warning', code, path, message, details);
}

function finding(
  { definition }: Source,
  severity: Severity,
  code: string,
  path: string,
  message: string,
  { hint, witness }: Details,
): Finding {
  const position = positionOf(definition.positions, path);
  return {
    ...{ code, severity, message, path },
    ...(position === undefined ? {} : { line: position[0], column: position[1] }),
    ...(hint === undefined ? {} : { hint }),
    ...(witness === undefined ? {} : { witness }),
  };
}

/** The place of a part, or of the nearest part around it that is known. */
function positionOf(positions: Definition['positions'], path: string): readonly [number, number] | undefined {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const position = Object.hasOwn(positions, at) ? positions[at] : undefined;
    if (position !== undefined) {
      return position;
    }
  }
  return undefined;
}

/** Longer witnesses keep their end, which is where things go wrong. */
const LONGEST = 100;

/** A path as a witness: the names of its tasks. */
export function witness(graph: TransitionGraph, path: readonly number[]): readonly string[] {
  return path
    .filter((task) => task !== ROOT)
    .slice(-LONGEST)
    .map((task) => taskAt(graph, task).name);
}

/** `a`, `b` and 3 more. */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => `\`${name}\``);
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  return parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
