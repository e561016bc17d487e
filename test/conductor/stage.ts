import type { Cause } from '../../src/conductor/cause.ts';
import { type Decision, decide } from '../../src/conductor/decide.ts';
import type { Effect } from '../../src/conductor/effect.ts';
import type { Program } from '../../src/conductor/program.ts';
import type { FoldedEvent } from '../../src/inspection/fold.ts';
import { MemoryState } from '../../src/inspection/memory-state.ts';
import { apply, applyEvent } from '../../src/projection/apply.ts';
import type { ExecutionRow, TimerRow, ValueRef } from '../../src/projection/rows.ts';
import { deref } from '../../src/projection/state.ts';
import type { Json } from '../../src/value/json.ts';
import { programOf } from './workflows.ts';

/** An execution in memory that a test moves by hand, event by event. */
export class Stage {
  readonly state = new MemoryState();
  readonly program: Program;
  now = 1_700_000_000_000;
  /** All that has happened, as a log has it. */
  readonly events: FoldedEvent[] = [];
  #last: Decision | undefined;
  #stored = 0;

  constructor(yaml: string) {
    this.program = programOf(yaml);
  }

  get last(): Decision {
    if (this.#last === undefined) {
      throw new Error('nothing has happened yet');
    }
    return this.#last;
  }

  start(input: Readonly<Record<string, Json>> = {}): readonly Effect[] {
    return this.take({
      ...{
        type: 'execution.started',
        at: this.now,
        id: '01JD0000000000000000000000',
        workflow: 'test.workflow',
      },
      ...{ definition: 'hash', input: { inline: input }, startAt: null, tags: [] },
      limits: { duration: 86_400_000, taskIterations: 1000 },
    });
  }

  complete(instance: string, result: Json = null, item: number | null = null): readonly Effect[] {
    const attempt = this.state.get('task', instance)?.attempt ?? 1;
    return this.take({
      type: 'task.completed',
      at: this.now,
      instance,
      item,
      attempt,
      result: { inline: result },
    });
  }

  fail(instance: string, item: number | null = null, code = 'broken'): readonly Effect[] {
    const attempt = this.state.get('task', instance)?.attempt ?? 1;
    const error = { code, message: code, kind: 'action' } as const;
    return this.take({ type: 'task.failed', at: this.now, instance, item, attempt, result: null, error });
  }

  timer(key: string): TimerRow | undefined {
    return this.state.get('timer', key);
  }

  /** Time passes until the timer is due. */
  fire(timer: string): readonly Effect[] {
    this.now = Math.max(this.now, this.timer(timer)?.due ?? 0);
    return this.take({ type: 'timer.fired', at: this.now, timer });
  }

  advance(milliseconds: number): void {
    this.now += milliseconds;
  }

  store(value: Json): ValueRef {
    const id = `test.${this.#stored++}`;
    this.state.addValue(id, value);
    return { id };
  }

  inputOf(instance: string, item: number): Json {
    const row = this.state.get('item', `${instance}|${String(item).padStart(7, '0')}`);
    return row === undefined ? null : deref(this.state, row.input);
  }

  shown(): Pick<ExecutionRow, 'status' | 'error'> & { readonly output: Json } {
    const row = this.state.get('execution', '');
    if (row === undefined) {
      throw new Error('not started');
    }
    const { status, error, output } = row;
    return { status, error, output: output === null ? null : deref(this.state, output) };
  }

  take(cause: Cause): readonly Effect[] {
    const decision = decide(this.program, this.state, cause);
    for (const { id, value } of decision.values) {
      this.state.addValue(id, value);
    }
    for (const change of decision.changes) {
      apply(this.state, change, decision.at);
    }
    applyEvent(this.state, decision.seq, decision.at);
    const { seq, at, changes } = decision;
    this.events.push({ seq, at, changes });
    this.#last = decision;
    const skips = decision.effects.flatMap((effect) =>
      effect.type === 'skip'
        ? this.take({
            type: 'task.skipped',
            at: this.now,
            reason: effect.reason,
            instance: effect.instance,
            item: null,
            attempt: effect.attempt,
          })
        : [],
    );
    return [...decision.effects, ...skips];
  }
}
