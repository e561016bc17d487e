import fc from 'fast-check';

/** A workflow made of blocks, small enough to say by hand what comes of it. */
export type Block =
  | { readonly kind: 'leaf'; readonly way: Way }
  | { readonly kind: 'sequence'; readonly blocks: readonly Block[] }
  /** Every branch; `join` tells how they meet, null: not at all, and what follows runs once per branch. */
  | { readonly kind: 'fork'; readonly join: 'all' | 'active' | number | null; readonly blocks: readonly Block[] }
  /** Those branches whose turn it is, by the round of the loop around; always the first one. */
  | { readonly kind: 'some'; readonly every: number; readonly blocks: readonly Block[] }
  | { readonly kind: 'choice'; readonly taken: number; readonly blocks: readonly Block[] }
  | { readonly kind: 'loop'; readonly rounds: number; readonly body: Block };

/** What a task has besides its name, and how its calls are answered: in the end it always leads on. */
interface Way {
  readonly keys: string;
  readonly answers?: readonly ('fail' | 'succeed')[] | 'fail';
}

const WAYS: readonly Way[] = [
  { keys: '' },
  { keys: '' },
  { keys: '', answers: 'fail' },
  { keys: 'when: "{{ false }}"' },
  { keys: 'delay: 2' },
  { keys: 'action: core.sleep, input: {seconds: 3}' },
  { keys: 'retry: {count: 2, delay: 1}', answers: ['fail', 'fail'] },
  { keys: 'with: {items: "{{ [1, 2, 3] }}", concurrency: 2}' },
  { keys: 'with: {items: "{{ [] }}"}' },
  { keys: 'with: {items: "{{ [1, 2, 3] }}", concurrency: 1}, retry: {count: 2, delay: 1}', answers: ['fail'] },
  { keys: 'with: {items: "{{ [1, 2] }}", concurrency: 1, on_item_failure: continue}', answers: ['fail', 'fail'] },
];

const leaf = fc.record({ kind: fc.constant('leaf' as const), way: fc.constantFrom(...WAYS) });

/** Blocks that one token enters and one token leaves; `loose`: more may leave. */
function blocks(depth: number, loose: boolean, joins: readonly ('all' | 'active' | number)[]): fc.Arbitrary<Block> {
  if (depth === 0) {
    return leaf;
  }
  const inner = blocks(depth - 1, false, joins);
  const outer = loose ? blocks(depth - 1, true, joins) : inner;
  const several = fc.array(inner, { minLength: 2, maxLength: 3 });
  const join = loose ? fc.constantFrom(null, ...joins) : fc.constantFrom(...joins);
  return fc.oneof(
    leaf,
    fc.record({
      kind: fc.constant('sequence' as const),
      blocks: fc.array(outer, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('fork' as const), join, blocks: several }),
    fc.record({ kind: fc.constant('some' as const), every: fc.integer({ min: 2, max: 3 }), blocks: several }),
    fc.record({ kind: fc.constant('choice' as const), taken: fc.nat(2), blocks: several }),
    fc.record({ kind: fc.constant('loop' as const), rounds: fc.integer({ min: 1, max: 3 }), body: outer }),
  );
}

/** Every join waits for all that comes, so that what each task published is known at the end. */
export const JOINED = blocks(4, false, ['all', 'active']);
/** Also counts, whose late arrivals are absorbed, and forks that are not joined. */
export const LOOSE = blocks(4, true, ['all', 'active', 1, 2]);

/** Names the tasks, writes the file, and counts what will run. */
export class Structured {
  readonly #tasks: string[] = [];
  readonly #outputs: string[] = [];
  readonly #vars: string[] = [];
  readonly #runs = new Map<string, number>();
  readonly #answers: Record<string, NonNullable<Way['answers']>> = {};
  readonly #walk: (rounds: ReadonlyMap<string, number>) => number;
  #names = 0;

  constructor(block: Block) {
    const { entry, walk } = this.#compile(block, this.#end(), null);
    this.#walk = (rounds) => this.#ran('root', walk(rounds));
    this.#tasks.push(`{name: root, next: [{do: ${entry}}]}`);
    this.#walk(new Map());
  }

  get yaml(): string {
    const lines = ['entry_points: [root]', 'tasks:', ...this.#tasks.map((task) => `  - ${task}`)];
    const vars = this.#vars.length === 0 ? [] : [`vars: {${this.#vars.map((name) => `${name}: 0`).join(', ')}}`];
    const output = this.#outputs.map((name) => `${name}: "{{ ${name} }}"`).join(', ');
    return [...vars, ...lines, ...(output === '' ? [] : [`output_map: {${output}}`])].join('\n');
  }

  get answers(): Readonly<Record<string, NonNullable<Way['answers']>>> {
    return this.#answers;
  }

  get runs(): ReadonlyMap<string, number> {
    return new Map([...this.#runs].filter(([, n]) => n > 0));
  }

  /** How often each leaf was passed on the way to the end: what its counter must show. */
  get output(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#outputs.map((name) => [name, this.#runs.get(name.slice(2)) ?? 0]));
  }

  #name(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  #ran(task: string, tokens: number): number {
    this.#runs.set(task, (this.#runs.get(task) ?? 0) + 1);
    return tokens;
  }

  #end() {
    return { name: 'noop' };
  }

  /** `walk` runs the block once and tells how many tokens leave it. */
  #compile(
    block: Block,
    next: { readonly name: string },
    loop: string | null,
  ): { readonly entry: string; readonly walk: (rounds: ReadonlyMap<string, number>) => number } {
    switch (block.kind) {
      case 'leaf':
        return this.#leaf(block.way, next.name);
      case 'sequence':
        return this.#sequence(block.blocks, next.name, loop);
      case 'fork':
        return this.#fork(block, next.name, loop);
      case 'some':
        return this.#some(block, next.name, loop);
      case 'choice':
        return this.#choice(block, next.name, loop);
      default:
        return this.#loop(block, next.name);
    }
  }

  #leaf({ keys, answers }: Way, next: string) {
    const name = this.#name('t');
    const count = `n_${name}`;
    this.#vars.push(count);
    this.#outputs.push(count);
    if (answers !== undefined) {
      this.#answers[name] = answers;
    }
    const more = keys === '' ? '' : `, ${keys}`;
    this.#tasks.push(`{name: ${name}${more}, next: [{publish: {${count}: "{{ ${count} + 1 }}"}, do: ${next}}]}`);
    return { entry: name, walk: () => this.#ran(name, 1) };
  }

  #sequence(blocks: readonly Block[], next: string, loop: string | null) {
    let entry = next;
    const walks: ((rounds: ReadonlyMap<string, number>) => number)[] = [];
    for (const block of blocks.toReversed()) {
      const compiled = this.#compile(block, { name: entry }, loop);
      entry = compiled.entry;
      walks.unshift(compiled.walk);
    }
    const from = (at: number, rounds: ReadonlyMap<string, number>): number => {
      const walk = walks[at];
      if (walk === undefined) {
        return 1;
      }
      let left = 0;
      for (let tokens = walk(rounds); tokens > 0; tokens--) {
        left += from(at + 1, rounds);
      }
      return left;
    };
    return { entry, walk: (rounds: ReadonlyMap<string, number>) => from(0, rounds) };
  }

  #fork({ join, blocks }: Extract<Block, { kind: 'fork' }>, next: string, loop: string | null) {
    const fork = this.#name('f');
    const meet = join === null ? next : this.#name('j');
    // `all` and numbers count tasks: each branch ends in one of its own.
    const branches = blocks.map((block) => {
      const end = join === 'active' || join === null ? undefined : this.#leaf({ keys: '' }, meet);
      const compiled = this.#compile(block, { name: end?.entry ?? meet }, loop);
      return { entry: compiled.entry, walk: compiled.walk, end: end?.walk };
    });
    this.#tasks.push(`{name: ${fork}, next: [{do: [${branches.map(({ entry }) => entry).join(', ')}]}]}`);
    if (join !== null) {
      this.#tasks.push(`{name: ${meet}, join: ${join}, next: [{do: ${next}}]}`);
    }
    const walk = (rounds: ReadonlyMap<string, number>) => {
      let tokens = 0;
      for (const branch of branches) {
        tokens += branch.walk(rounds);
        branch.end?.();
      }
      this.#ran(fork, 1);
      return join === null ? tokens : this.#ran(meet, 1);
    };
    return { entry: fork, walk };
  }

  #some({ every, blocks }: Extract<Block, { kind: 'some' }>, next: string, loop: string | null) {
    const fork = this.#name('s');
    const meet = this.#name('a');
    const branches = blocks.map((block) => this.#compile(block, { name: meet }, loop));
    const arrows = branches.map(({ entry }, i) => {
      const when = i === 0 ? '' : `when: "{{ (${loop ?? 0} + ${i}) % ${every} == 0 }}", `;
      return `{${when}do: ${entry}}`;
    });
    this.#tasks.push(`{name: ${fork}, match: all, next: [${arrows.join(', ')}]}`);
    this.#tasks.push(`{name: ${meet}, join: active, next: [{do: ${next}}]}`);
    const walk = (rounds: ReadonlyMap<string, number>) => {
      const round = loop === null ? 0 : (rounds.get(loop) ?? 0);
      this.#ran(fork, 1);
      for (const [i, branch] of branches.entries()) {
        if (i === 0 || (round + i) % every === 0) {
          branch.walk(rounds);
        }
      }
      return this.#ran(meet, 1);
    };
    return { entry: fork, walk };
  }

  #choice({ taken, blocks }: Extract<Block, { kind: 'choice' }>, next: string, loop: string | null) {
    const name = this.#name('c');
    const branches = blocks.map((block) => this.#compile(block, { name: next }, loop));
    const choice = `(${loop ?? 0} + ${taken}) % ${branches.length}`;
    const arrows = branches.map(({ entry }, i) => `{when: "{{ ${choice} == ${i} }}", do: ${entry}}`);
    this.#tasks.push(`{name: ${name}, next: [${arrows.join(', ')}]}`);
    const walk = (rounds: ReadonlyMap<string, number>) => {
      this.#ran(name, 1);
      const round = loop === null ? 0 : (rounds.get(loop) ?? 0);
      return branches[(round + taken) % branches.length]?.walk(rounds) ?? 0;
    };
    return { entry: name, walk };
  }

  #loop({ rounds: most, body }: Extract<Block, { kind: 'loop' }>, next: string) {
    const init = this.#name('i');
    const head = this.#name('h');
    const round = `r_${head}`;
    this.#vars.push(round);
    const compiled = this.#compile(body, { name: head }, round);
    this.#tasks.push(`{name: ${init}, next: [{publish: {${round}: 0}, do: ${head}}]}`);
    const again = `{when: "{{ ${round} < ${most} }}", publish: {${round}: "{{ ${round} + 1 }}"}, do: ${compiled.entry}}`;
    this.#tasks.push(`{name: ${head}, next: [${again}, {do: ${next}}]}`);
    const from = (at: number, rounds: ReadonlyMap<string, number>): number => {
      this.#ran(head, 1);
      if (at === most) {
        return 1;
      }
      let left = 0;
      const inside = new Map(rounds).set(round, at + 1);
      for (let tokens = compiled.walk(inside); tokens > 0; tokens--) {
        left += from(at + 1, rounds);
      }
      return left;
    };
    const walk = (rounds: ReadonlyMap<string, number>) => {
      this.#ran(init, 1);
      return from(0, rounds);
    };
    return { entry: init, walk };
  }
}
