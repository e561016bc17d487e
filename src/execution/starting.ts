import type { Cause } from '../conductor/cause.ts';
import type { Definition } from '../definition/definition.ts';
import type { StartCommand } from '../host/directory.ts';
import type { SqlStorage } from '../host/ports.ts';
import type { Takeover } from '../projection/takeover.ts';
import type { Json } from '../value/json.ts';
import { takeIn } from './handover.ts';
import { create } from './schema.ts';
import type { Store, Turns } from './turns.ts';

/** Makes the database, and pins in it what the execution will run: later changes of the registry do not reach it. */
export function pin(sql: SqlStorage, { values }: Turns, command: StartCommand): void {
  sql.transaction(() => {
    create(sql);
    values.putText('definition', command.definition);
    values.putText('closure', command.closure);
    const parent = command.parent === undefined ? null : { ...command.parent };
    const { version, traceparent, caller, rerun } = command;
    values.put('start', {
      ...{ version, parent },
      ...(rerun === undefined ? {} : { origin: originOf(rerun.takeover) }),
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(caller === undefined ? {} : { caller }),
    });
  });
}

/** The first cause of an execution: a start, what it takes over from one that has ended, or the wish to be admitted. */
export function firstCause(
  turns: Turns,
  command: StartCommand,
  definition: Definition,
  store: Store,
  at: number,
): Cause {
  const { id, workflow, hash, startAt, tags, duration, taskIterations, iterationsAsked, rerun } = command;
  const input = store(JSON.parse(command.input) as Json, 'engine');
  const limits = { duration, taskIterations, ...(iterationsAsked === true ? { iterationsAsked } : {}) };
  const common = { at, id, workflow, definition: hash, input, startAt, tags, limits };
  const continuation = rerun && {
    takeover: takeIn(turns, rerun.takeover),
    origin: originOf(rerun.takeover),
    vars: store(JSON.parse(rerun.vars) as Json),
  };
  if (definition.concurrency != null) {
    return { type: 'execution.requested', ...common, rerun: continuation ?? null };
  }
  if (continuation === undefined) {
    return { type: 'execution.started', ...common };
  }
  return { type: 'execution.rerun', ...common, ...continuation };
}

function originOf(handedOver: string): Takeover['origin'] {
  return (JSON.parse(handedOver) as { readonly takeover: Takeover }).takeover.origin;
}
