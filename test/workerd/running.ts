import { env } from 'cloudflare:test';
import type { Env } from '../../actors/env.ts';
import { EMPTY_CLOSURE } from '../../src/definition/closure.ts';
import { checkInput } from '../../src/definition/input.ts';
import { loadDefinition } from '../../src/definition/load-definition.ts';
import type { ExecutionPort, Reply, StartCommand } from '../../src/host/directory.ts';
import type { SqlStorage, SqlValue } from '../../src/host/ports.ts';
import type { Json } from '../../src/value/json.ts';
import { ulid } from '../../src/value/ulid.ts';

const EMPTY = JSON.stringify(EMPTY_CLOSURE);

type Stub = DurableObjectStub & ExecutionPort;

/** A stub of a new execution; its types are those of the port, remote types expand without end. */
export function executionOf(id: string): Stub {
  return (env as unknown as Env).EXECUTION.getByName(id) as unknown as Stub;
}

export const newId = () => ulid(Date.now(), crypto.getRandomValues(new Uint8Array(10)));

/** A start command for YAML without errors. */
export function commandFor(yaml: string, given: Json = {}, id = newId(), ref = 'test.workflow'): StartCommand {
  const { definition, findings } = loadDefinition(yaml, { ref, pack: ref.split('.')[0] ?? '' });
  if (definition === null) {
    throw new Error(findings.map(({ message, path }) => `${path}: ${message}`).join('\n'));
  }
  const { input } = checkInput(definition, given, 'engine');
  return {
    ...{
      id,
      workflow: ref,
      version: 1,
      hash: `hash ${yaml.length} ${id}`,
      definition: JSON.stringify(definition),
      closure: EMPTY,
    },
    ...{ input: JSON.stringify(input), startAt: null, tags: [], duration: 86_400_000 },
    taskIterations: definition.maxTaskIterations ?? 1000,
  };
}

export function bodyOf<T = Record<string, unknown>>(reply: Reply): T {
  if (!reply.ok) {
    throw new Error(`${reply.problem.code}: ${reply.problem.detail}`);
  }
  return JSON.parse(reply.body) as T;
}

export interface Shown {
  readonly id: string;
  readonly status: string;
  readonly output: unknown;
  readonly error: { readonly code: string } | null;
  readonly seq: number;
}

/** Starts a workflow and waits until it ends. */
export async function run(yaml: string, input: Json = {}): Promise<{ readonly shown: Shown; readonly stub: Stub }> {
  const command = commandFor(yaml, input);
  const stub = executionOf(command.id);
  bodyOf(await stub.start(command));
  return { shown: bodyOf<Shown>(await stub.wait(20_000)), stub };
}

/** The storage of an object, counting the rows each transaction writes, indexes included. */
export function countingSql(storage: DurableObjectStorage): {
  readonly sql: SqlStorage;
  readonly written: number[];
} {
  const written: number[] = [];
  let rows = 0;
  const sql: SqlStorage = {
    exec(text, ...parameters) {
      const cursor = storage.sql.exec<Record<string, SqlValue>>(text, ...parameters);
      const found = cursor.toArray();
      rows += cursor.rowsWritten;
      return found;
    },
    transaction(run) {
      rows = 0;
      const result = storage.transactionSync(run);
      written.push(rows);
      return result;
    },
  };
  return { sql, written };
}
