import fc from 'fast-check';

/** A workflow file as data: JSON is YAML. */
export interface Program {
  readonly match?: 'first' | 'all';
  readonly dialect?: 'orquesta';
  readonly entry_points?: readonly string[];
  readonly max_task_iterations?: number;
  readonly tasks: Readonly<Record<string, ProgramTask>>;
}

export interface ProgramTask {
  readonly action: string;
  readonly join?: 'all' | 'active' | number;
  readonly input?: Readonly<Record<string, string>>;
  readonly next: readonly {
    readonly when?: string;
    readonly publish?: readonly Readonly<Record<string, number>>[];
    readonly do: readonly string[];
  }[];
}

const CONDITIONS = {
  native: ['succeeded()', 'failed()', "result() == 'a'", "result() == 'b'", "result() != 'a'", 'x is defined'].map(
    (text) => `{{ ${text} }}`,
  ),
  orquesta: ['succeeded()', 'failed()', 'result() = a', 'result() = b', 'result() != a'].map((text) => `<% ${text} %>`),
};

/** Which of a task's parts a program may have. */
export interface Shape {
  readonly dialect: 'native' | 'orquesta';
  readonly joins: readonly NonNullable<ProgramTask['join']>[];
  /** Names that transitions publish and tasks read. */
  readonly names: readonly string[];
  /** One in so many tasks reads a name. */
  readonly reading: number;
}

/** Workflows of up to seven tasks with loops, forks, joins and choices, mostly leading forward. */
export function programs({ dialect, joins, names, reading }: Shape): fc.Arbitrary<Program> {
  const nativeOnly = dialect === 'native';
  return fc.integer({ min: 2, max: 7 }).chain((size) => {
    const task = (index: number) => {
      const forward = fc.integer({ min: Math.min(index + 1, size - 1), max: size - 1 });
      const target = fc.oneof(
        { weight: 8, arbitrary: forward.map((to) => `t${to}`) },
        { weight: 1, arbitrary: fc.nat(size - 1).map((to) => `t${to}`) },
        { weight: 1, arbitrary: fc.constantFrom('noop', 'noop', 'continue', 'fail') },
      );
      const transition = fc.record(
        {
          when: fc.constantFrom(...CONDITIONS[dialect]),
          publish: fc.array(
            fc.constantFrom(...names).map((name) => ({ [name]: index })),
            { minLength: 1, maxLength: 2 },
          ),
          do: fc.uniqueArray(target, { minLength: 1, maxLength: 3 }),
        },
        { requiredKeys: ['do'] },
      );
      const read = fc.oneof(
        { weight: reading - 1, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom(...names) },
      );
      return fc.record({
        join: fc.option(fc.constantFrom(...joins), { nil: undefined }),
        read,
        next: fc.array(transition, { maxLength: 3 }),
      });
    };
    return fc
      .tuple(
        fc.tuple(...Array.from({ length: size }, (_, index) => task(index))),
        fc.constantFrom('first', 'all'),
        fc.boolean(),
      )
      .map(([tasks, match, named]): Program => {
        const inbound = (name: string) =>
          tasks.filter(({ next }) => next.some((transition) => transition.do.includes(name))).length;
        return {
          ...(nativeOnly ? { match: match as 'first' | 'all', max_task_iterations: 12 } : { dialect: 'orquesta' }),
          ...(nativeOnly && named ? { entry_points: ['t0'] } : {}),
          tasks: Object.fromEntries(
            tasks.map(({ join, read, next }, index) => {
              const name = `t${index}`;
              const joined = join !== undefined && inbound(name) >= (typeof join === 'number' ? join : 2);
              const text = nativeOnly ? `{{ ctx().${read} }}` : `<% ctx().${read} %>`;
              return [
                name,
                {
                  action: 'core.http',
                  ...(joined ? { join } : {}),
                  ...(read === undefined ? {} : { input: { url: text } }),
                  next,
                },
              ];
            }),
          ),
        };
      });
  });
}
