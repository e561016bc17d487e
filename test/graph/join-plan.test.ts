import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dominators, ROOT } from '../../src/graph/dominators.ts';
import { planJoins } from '../../src/graph/join-plan.ts';
import { reachable } from '../../src/graph/reachable.ts';
import { buildGraph, getInboundTasks } from '../../src/graph/transition-graph.ts';
import { sketch } from '../machine/definitions.ts';

const graphs = fc
  .integer({ min: 1, max: 9 })
  .chain((size) => fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }));

function reversed(next: readonly (readonly number[])[]): number[][] {
  const previous: number[][] = next.map(() => []);
  for (const [from, targets] of next.entries()) {
    for (const to of targets) {
      previous[to]?.push(from);
    }
  }
  return previous;
}

describe('dominators', () => {
  test('agree with their definition: without the dominator the node is not reached', () => {
    fc.assert(
      fc.property(graphs, (next) => {
        const tree = dominators(next, reversed(next), [0]);
        const reached = reachable(next.length, next, [0]);
        for (const by of next.keys()) {
          const without = reachable(next.length, next, [0], (node) => node === by);
          for (const node of next.keys()) {
            const expected = reached[node] === 1 && reached[by] === 1 && (by === node || without[node] === 0);
            expect(tree.dominates(by, node)).toBe(expected);
          }
        }
      }),
    );
  });

  test('the immediate dominator is the nearest strict one', () => {
    fc.assert(
      fc.property(graphs, (next) => {
        const tree = dominators(next, reversed(next), [0]);
        for (const node of next.keys()) {
          const strict = [...next.keys()].filter((by) => by !== node && tree.dominates(by, node));
          const nearest = strict.find((by) => strict.every((other) => tree.dominates(other, by)));
          const immediate = tree.immediate(node);
          expect(immediate === ROOT ? undefined : immediate).toBe(nearest);
        }
      }),
    );
  });
});

describe('the plan of a join', () => {
  const diamond = buildGraph(
    sketch([
      { name: 'S', next: [['A']] },
      { name: 'A', next: [['b', 'c']] },
      { name: 'b', next: [['J']] },
      { name: 'c', next: [['J']] },
      { name: 'J', join: 'all', next: [['A'], ['end']] },
      { name: 'end' },
    ]),
  );
  const at = (name: string) => diamond.indexOf.get(name) ?? -1;

  test('has the immediate dominator as anchor, and starts a new group by passing it', () => {
    const plan = planJoins(diamond, diamond.entryPoints);
    expect(plan.joins.get(at('J'))).toMatchObject({ anchor: at('A'), needed: 2, recurrent: false });
    expect(plan.remembers(at('A'))).toBe(true);
    expect(plan.carries(at('end'), at('A'))).toBe(false);
    expect(plan.carries(at('b'), at('A'))).toBe(true);
  });

  test('counts only what is reached from where the execution starts', () => {
    const plan = planJoins(diamond, [at('b')]);
    expect(plan.joins.get(at('J'))?.inbound).toEqual([at('b'), at('c')]);
    const open = buildGraph(
      sketch([
        { name: 'b', next: [['J']] },
        { name: 'c', next: [['J']] },
        { name: 'J', join: 'all' },
      ]),
    );
    expect(planJoins(open, [0]).joins.get(2)).toMatchObject({ anchor: 0, inbound: [0], needed: 1 });
  });

  test('names inbound tasks once each, in document order', () => {
    expect(getInboundTasks(diamond, 'J')).toEqual(['b', 'c']);
    expect(getInboundTasks(diamond, 'A')).toEqual(['S', 'J']);
  });

  test('ten thousand tasks in loops with joins are planned within a second', () => {
    const size = 10_000;
    const tasks = Array.from({ length: size }, (_, i) => {
      const block = i % 5;
      const base = i - block;
      const next = [
        [[`t${base + 1}`, `t${base + 2}`]],
        [[`t${base + 3}`]],
        [[`t${base + 3}`]],
        [[`t${base + 4}`]],
        [[`t${base}`], [`t${base + 5}`]],
      ];
      const targets = (next[block] ?? []).map((list) => list.filter((name) => Number(name.slice(1)) < size));
      return {
        name: `t${i}`,
        join: block === 3 ? ('all' as const) : null,
        next: targets.filter((list) => list.length > 0),
      };
    });
    const graph = buildGraph(sketch(tasks));
    const begin = performance.now();
    const plan = planJoins(graph, [0]);
    expect(plan.joins.size).toBe(size / 5);
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});
