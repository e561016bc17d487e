import { type Bits, bits, hasBit } from '../../../value/bits.ts';
import type { Facts } from '../context.ts';
import { shortestPath } from '../runs/paths.ts';
import type { NameTable } from './name-table.ts';
import type { SureNames } from './sure-names.ts';

/** The names that a token may lack when it comes to a task. */
export interface Missing {
  at(task: number): Bits;
  /** A path from an entry point to the task on which nothing assigns the name. */
  path(task: number, name: string): readonly number[] | null;
}

interface Step {
  readonly to: number;
  /** Names the token is sure to have beyond those it came with. */
  readonly sure: Bits;
}

/**
 * Follows what tokens lack from the entry points on. A plain task lacks what one arriving token lacks; a join
 * lacks what so many of its inbound tasks lack that it can fire with them alone.
 */
export function missingNames(context: Facts, sure: readonly SureNames[], table: NameTable): Missing {
  const { graph, plan } = context;
  const steps = stepsOf(context, sure, table);
  const missing = graph.tasks.map(() => bits(table.size));
  const arrivals = new Map([...plan.joins.keys()].map((join) => [join, new Map<number, Bits>()]));
  const starts = new Set(plan.starts);
  const queue: number[] = [];
  const queued = new Uint8Array(graph.tasks.length);
  const enqueue = (task: number) => {
    if (queued[task] === 0) {
      queued[task] = 1;
      queue.push(task);
    }
  };
  for (const task of starts) {
    add(missing[task] as Bits, table.all);
    enqueue(task);
  }
  for (let at = 0; at < queue.length; at++) {
    const task = queue[at] as number;
    queued[task] = 0;
    for (const { to, sure: known } of steps[task] ?? []) {
      const lacked = without(missing[task] as Bits, known);
      const lanes = arrivals.get(to);
      const changed =
        lanes === undefined
          ? add(missing[to] as Bits, lacked)
          : add(laneOf(lanes, task, table), lacked) &&
            add(missing[to] as Bits, lackedByEnough(lanes, plan.joins.get(to)?.needed ?? 1, table));
      if (changed) {
        enqueue(to);
      }
    }
  }
  return {
    at: (task) => missing[task] as Bits,
    path(task, name) {
      const bit = table.bitOf.get(name) ?? 0;
      const next = (from: number) =>
        (steps[from] ?? []).flatMap((step) =>
          hasBit(step.sure, bit) || !hasBit(missing[step.to] as Bits, bit) ? [] : step.to,
        );
      return shortestPath(starts, next, (other) => other === task);
    },
  };
}

/** Where tokens go from each task, by transitions that can be taken, and what is sure there. */
function stepsOf(
  { graph, behaviours }: Facts,
  sure: readonly SureNames[],
  table: NameTable,
): readonly (readonly Step[])[] {
  const nothing = bits(table.size);
  return graph.outboundEdges.map((edges, from) => {
    const own = sure[from];
    const before = own === undefined || own.task.size === 0 ? nothing : table.of(own.task);
    return edges.flatMap(({ transition, to }): Step[] => {
      if (behaviours[from]?.taken[transition] !== true) {
        return [];
      }
      const names = own?.transitions[transition];
      if (names === undefined || names.size === 0) {
        return [{ to, sure: before }];
      }
      const both = table.of(names);
      add(both, before);
      return [{ to, sure: both }];
    });
  });
}

function laneOf(lanes: Map<number, Bits>, from: number, table: NameTable): Bits {
  const known = lanes.get(from) ?? bits(table.size);
  lanes.set(from, known);
  return known;
}

/** The names that at least `needed` arrivals lack. */
function lackedByEnough(lanes: ReadonlyMap<number, Bits>, needed: number, table: NameTable): Bits {
  const result = bits(table.size);
  if (lanes.size < needed) {
    return result;
  }
  const all = [...lanes.values()];
  for (let word = 0; word < result.length; word++) {
    let open = all.reduce((any, lane) => any | (lane[word] ?? 0), 0);
    while (open !== 0) {
      const bit = open & -open;
      open ^= bit;
      let count = 0;
      for (const lane of all) {
        count += ((lane[word] ?? 0) & bit) === 0 ? 0 : 1;
      }
      result[word] = (result[word] ?? 0) | (count >= needed ? bit : 0);
    }
  }
  return result;
}

function without(names: Bits, known: Bits): Bits {
  return names.map((word, i) => word & ~(known[i] ?? 0));
}

/** Adds names; tells whether any was new. */
function add(into: Bits, names: Bits): boolean {
  let changed = false;
  for (let i = 0; i < into.length; i++) {
    const before = into[i] ?? 0;
    const after = (before | (names[i] ?? 0)) >>> 0;
    changed ||= after !== before;
    into[i] = after;
  }
  return changed;
}
