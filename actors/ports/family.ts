import { checkInput } from '../../src/definition/input.ts';
import { upcast } from '../../src/definition/upcast/upcast.ts';
import type { CallOutcome, ChildStart, Family, ParentAddress } from '../../src/host/ports.ts';
import { reaching } from '../../src/host/unreachable.ts';
import { closureOf } from '../../src/pack/closure.ts';
import { hasErrors } from '../../src/problem/finding.ts';
import { startingRow } from '../../src/registry/execution-row.ts';
import { insertExecution } from '../../src/registry/execution-write.ts';
import { getContentByHash } from '../../src/registry/workflow-read.ts';
import { LIMITS } from '../../src/value/limits.ts';
import { ulid } from '../../src/value/ulid.ts';
import type { Env } from '../env.ts';
import { deploymentLimits } from '../settings.ts';
import { durableDirectory } from './durable-directory.ts';
import { registryOf } from './registry-client.ts';

/** How an execution deals with those it starts, and with the one that started it. */
export function durableFamily(env: Env): Family {
  const directory = durableDirectory(env);
  return {
    // What can be said about a child is an outcome; what is thrown comes from the way to it.
    start: (child) => reaching('the child or the registry', () => startChild(env, child)),
    async command(child, command) {
      const told = command === 'cancel' ? ({ type: command, mode: 'terminate' } as const) : { type: command };
      // A refusal means that the child has ended or does so already: the command has nothing left to do.
      await directory.execution(child).command(told);
    },
    async moved(move) {
      await directory.execution(move.execution).childMoved(move);
    },
    async ended(end) {
      await directory.execution(end.execution).childEnded(end);
    },
  };
}

async function startChild(env: Env, child: ChildStart): Promise<CallOutcome> {
  if (child.depth > LIMITS.nesting) {
    return failed('nesting_too_deep', `executions may be nested ${LIMITS.nesting} deep`);
  }
  const db = registryOf(env);
  const content = await getContentByHash(db, child.hash);
  if (content === undefined) {
    return failed('unknown_action', `version ${child.version} of ${child.workflow} is not in the registry`);
  }
  const definition = upcast(content.definition);
  const { input, findings } = checkInput(definition, child.input, 'engine');
  if (hasErrors(findings)) {
    const reasons = findings.map(({ path, message }) => `${path || 'input'}: ${message}`).join(' ');
    return failed('input_invalid', `the input does not fit ${child.workflow}: ${reasons}`);
  }
  const { workflow, version, hash, parent, depth, tags, since, traceparent } = child;
  const id = await derivedId(parent, since);
  const { maxWorkflowDurationSeconds: duration, maxTaskIterations } = deploymentLimits(env);
  const row = startingRow(
    {
      ...{ id, workflow, pack: definition.pack, version, hash, parent: parent.execution, tags },
      ...{ started_at: since, input_preview: null, waits: definition.concurrency != null },
    },
    Date.now(),
  );
  await insertExecution(db, row);
  const reply = await durableDirectory(env)
    .execution(id)
    .start({
      ...{ id, workflow, version, hash, startAt: null, tags, parent: { ...parent, depth }, indexed: row.status },
      ...(traceparent === undefined ? {} : { traceparent }),
      definition: JSON.stringify(definition),
      closure: JSON.stringify(await closureOf(db, definition)),
      input: JSON.stringify(input),
      duration: definition.timeout ?? duration.default * 1000,
      taskIterations: definition.maxTaskIterations ?? maxTaskIterations.default,
    });
  return reply.ok ? { type: 'child', child: id } : failed(reply.problem.code, reply.problem.detail);
}

function failed(code: string, message: string): CallOutcome {
  return { type: 'failed', error: { code, message, kind: 'action' }, result: null };
}

/** The time of the attempt, and randomness from who asks: a repetition finds the child it has started. */
async function derivedId({ execution, instance, item, attempt }: ParentAddress, since: number): Promise<string> {
  const text = `${execution}\n${instance}\n${item ?? '-'}\n${attempt}`;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return ulid(since, new Uint8Array(digest));
}
