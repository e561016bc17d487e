import { addBits, type Bits, bits } from '../../../value/bits.ts';
import type { Facts } from '../context.ts';
import type { NameTable } from './name-table.ts';

type Graph = Pick<Facts, 'graph' | 'components'>;

/**
 * By task: the names that some path to it publishes, wherever the path begins. Within a component every task sees
 * what any of them publishes on the way to another. Linear.
 */
export function assignedBefore({ graph, components }: Graph, table: NameTable): (task: number) => Bits {
  const { of, members } = components;
  const before = members.map(() => bits(table.size));
  const published = graph.tasks.map(({ next }) =>
    next.map(({ publish }) => (publish.length === 0 ? null : table.of(publish.map(({ name }) => name)))),
  );
  // Components are numbered after all they lead to.
  for (let component = members.length - 1; component >= 0; component--) {
    const own = before[component] as Bits;
    const edges = (members[component] ?? []).flatMap((task) => graph.outboundEdges[task] ?? []);
    for (const { from, transition, to } of edges) {
      const names = published[from]?.[transition];
      if (names != null && of[to] === component) {
        addBits(own, names);
      }
    }
    for (const { from, transition, to } of edges) {
      const target = before[of[to] as number] as Bits;
      if (target !== own) {
        addBits(target, own);
        const names = published[from]?.[transition];
        if (names != null) {
          addBits(target, names);
        }
      }
    }
  }
  return (task) => before[of[task] as number] as Bits;
}
