import { executionLinks } from '../../../src/api/execution/links.ts';
import type {
  CallbackCommand,
  Directory,
  ExecutionPort,
  HeartbeatCommand,
  InquiryAddress,
  InquiryResponse,
  ManualCompletion,
  OperatorCommand,
  Reply,
  SignalCommand,
  StartCommand,
} from '../../../src/host/directory.ts';
import type { Bundle } from '../../../src/inspection/bundle.ts';
import type { ProblemCode } from '../../../src/problem/problem.ts';
import { limitsOver } from '../../support/limits.ts';

interface Stored {
  readonly command: StartCommand;
  status: string;
  seq: number;
  output: unknown;
  readonly waiting: Set<() => void>;
  readonly answered: Map<string, string>;
  readonly instances: ReturnType<typeof instanceOf>[];
  readonly items: ReturnType<typeof itemOf>[];
  readonly events: ReturnType<typeof eventOf>[];
}

/** Executions that do nothing by themselves: enough of them for the edge to be tested without an engine. */
export class MemoryDirectory implements Directory {
  readonly executions = new Map<string, Stored>();
  readonly starts: StartCommand[] = [];
  readonly callbacks: CallbackCommand[] = [];
  readonly commands: OperatorCommand[] = [];
  readonly completions: ManualCompletion[] = [];
  readonly heartbeats: HeartbeatCommand[] = [];
  readonly signals: SignalCommand[] = [];
  readonly responses: InquiryResponse[] = [];
  /** Refusal of the next start. */
  refusal: ProblemCode | undefined;
  /** Error thrown by the next start, as by a server that dies. */
  crash: Error | undefined;

  readonly limit = limitsOver((id) => this.execution(id));

  execution(id: string): ExecutionPort {
    return {
      admit: async () => refused('conflict'),
      start: async (command) => this.#start(command),
      describe: async () => this.#read(id, (stored) => this.#describe(stored)),
      wait: async (milliseconds) => this.#wait(id, milliseconds),
      state: async () => this.#read(id, stateOf),
      past: async (at) =>
        at > (this.executions.get(id)?.seq ?? 0)
          ? refused('not_found')
          : this.#read(id, ({ command }) => pastOf(command, at)),
      contents: async () => this.#read(id, () => ({})),
      values: async () => this.#read(id, () => ({ data: [], next: null })),
      importBundle: async (text) => this.#import(id, text),
      history: async (after, limit, types) =>
        this.#read(id, ({ events }) => {
          const all = events.filter(({ seq, type }) => seq > after && (types.length === 0 || types.includes(type)));
          const data = all.slice(0, limit);
          return { data, next: all.length > limit ? (data.at(-1)?.seq ?? null) : null };
        }),
      tasks: async (from, limit) =>
        this.#read(id, ({ instances }) => ({
          data: instances.slice(from, from + limit),
          next: instances.length > from + limit ? from + limit : null,
        })),
      task: async (instance) => {
        const stored = this.executions.get(id);
        const found = stored?.instances.find((candidate) => candidate.instance === instance);
        return found === undefined ? refused('not_found') : this.#read(id, () => found);
      },
      machine: async () => this.#read(id, () => ({ config: { id: 'm' }, tokens: [] })),
      items: async (_, from, limit) =>
        this.#read(id, ({ items }) => ({
          data: items.slice(from, from + limit),
          next: items.length > from + limit ? from + limit : null,
        })),
      callback: async (command) => this.#callback(id, command),
      command: async (command) => this.#command(id, command),
      complete: async (completion) => this.#complete(id, completion),
      heartbeat: async (command) => {
        this.heartbeats.push(command);
        return command.instance === 'ended:1'
          ? refused('conflict')
          : this.#read(id, (stored) => this.#describe(stored));
      },
      takeover: async () => {
        const stored = this.executions.get(id);
        return stored?.status === 'running'
          ? refused('conflict')
          : this.#read(id, ({ command }) => ({ takeover: {}, values: {}, start: command }));
      },
      signal: async (command) => {
        this.signals.push(command);
        const { name: signal } = command;
        return this.#read(id, () => ({ signal, status: 'buffered', instance: null, item: null }));
      },
      inquiry: async (address) => this.#read(id, () => inquiryOf(id, address)),
      respond: async (response) => {
        this.responses.push(response);
        const refusal = REFUSALS[response.instance];
        if (refusal !== undefined) {
          return refused(refusal);
        }
        const answered = { status: 'answered', response: JSON.parse(response.response), responded_by: response.by };
        return this.#read(id, () => ({ ...inquiryOf(id, response), ...answered }));
      },
      childMoved: async () => refused('conflict'),
      childEnded: async () => refused('conflict'),
      fetch: async ({ url }) => this.#stream(id, Number(new URL(url).searchParams.get('after'))),
      remove: async () => this.#remove(id),
      wake: async () => this.#read(id, () => ({})),
    };
  }

  /** Ends an execution, as its engine would. */
  end(id: string, status: string, output: unknown): void {
    const stored = this.executions.get(id);
    if (stored !== undefined) {
      Object.assign(stored, { status, output, seq: stored.seq + 1 });
      stored.events.push(eventOf(stored.seq, 'task.completed'));
      for (const wake of stored.waiting) {
        wake();
      }
    }
  }

  #start(command: StartCommand): Reply {
    this.starts.push(command);
    const { crash, refusal } = this;
    this.crash = undefined;
    this.refusal = undefined;
    if (crash !== undefined) {
      throw crash;
    }
    if (refusal !== undefined) {
      return refused(refusal);
    }
    const known = this.executions.get(command.id);
    const stored = known ?? {
      command,
      status: 'running',
      seq: 1,
      output: null,
      waiting: new Set<() => void>(),
      answered: new Map<string, string>(),
      instances: [instanceOf('hello')],
      items: [itemOf(0)],
      events: [eventOf(1, 'execution.started')],
    };
    this.executions.set(command.id, stored);
    return ok(this.#describe(stored), stored.seq);
  }

  #import(id: string, text: string): Reply {
    const { execution, definition, closure } = JSON.parse(text) as Bundle;
    return this.executions.has(id)
      ? refused('conflict')
      : this.#start({
          ...{ id, workflow: execution.workflow, version: execution.version, hash: execution.definition },
          ...{ definition: JSON.stringify(definition), closure: JSON.stringify(closure), input: '{}' },
          ...{ startAt: null, tags: [], duration: 1, taskIterations: 1 },
        });
  }

  #stream(id: string, after: number): Response {
    const stored = this.executions.get(id);
    if (stored === undefined || (stored.status !== 'running' && after >= stored.seq)) {
      return new Response(null, { status: stored === undefined ? 404 : 204 });
    }
    const text = stored.events.map((event) => `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    return new Response(text, { headers: { 'Content-Type': 'text/event-stream' } });
  }

  async #wait(id: string, milliseconds: number): Promise<Reply> {
    const stored = this.executions.get(id);
    if (stored?.status === 'running') {
      const ended = new Promise<void>((resolve) => stored.waiting.add(resolve));
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, milliseconds))]);
    }
    return this.#read(id, (now) => this.#describe(now));
  }

  #describe({ command, status, output }: Stored) {
    return {
      id: command.id,
      definition: command.hash,
      status,
      workflow: command.workflow,
      version: command.version,
      input: JSON.parse(command.input),
      output,
      error: null,
      started_at: '2026-01-01T00:00:00.000Z',
      ended_at: !ENDED.includes(status) ? null : '2026-01-01T00:00:01.000Z',
      counts: { tasks: 1 },
      links: executionLinks(command.id),
    };
  }

  #callback(id: string, command: CallbackCommand): Reply {
    const stored = this.executions.get(id);
    if (stored === undefined) {
      return refused('not_found');
    }
    this.callbacks.push(command);
    const key = `${command.instance}/${command.item}/${command.attempt}`;
    const said = `${command.outcome} ${command.body}`;
    const before = stored.answered.get(key);
    if (command.instance === 'expired:1') {
      return refused('callback_expired');
    }
    if (before !== undefined && before !== said) {
      return refused('callback_used');
    }
    stored.answered.set(key, said);
    return ok({ execution: id, instance: command.instance, status: command.outcome }, stored.seq);
  }

  #command(id: string, command: OperatorCommand): Reply {
    const stored = this.executions.get(id);
    if (stored === undefined) {
      return refused('not_found');
    }
    this.commands.push(command);
    const next = NEXT[command.type];
    if (!next.from.includes(stored.status)) {
      return refused('conflict');
    }
    Object.assign(stored, { status: next.to, seq: stored.seq + 1 });
    return ok(this.#describe(stored), stored.seq);
  }

  #complete(id: string, completion: ManualCompletion): Reply {
    const found = this.executions.get(id)?.instances.find(({ instance }) => instance === completion.instance);
    if (found === undefined) {
      return refused('not_found');
    }
    if (found.status !== 'running') {
      return refused('conflict');
    }
    this.completions.push(completion);
    Object.assign(found, { status: completion.status, result: JSON.parse(completion.result) });
    return this.#read(id, (stored) => this.#describe(stored));
  }

  #remove(id: string): Reply {
    const stored = this.executions.get(id);
    if (stored === undefined) {
      return refused('not_found');
    }
    if (!ENDED.includes(stored.status)) {
      return refused('conflict');
    }
    this.executions.delete(id);
    return ok({}, stored.seq);
  }

  #read(id: string, show: (stored: Stored) => unknown): Reply {
    const stored = this.executions.get(id);
    return stored === undefined ? refused('not_found') : ok(show(stored), stored.seq);
  }
}

const ENDED = ['succeeded', 'failed', 'canceled', 'timed_out'];

/** What a command makes of an execution here, where nothing is left to be waited for. */
const NEXT: Readonly<Record<OperatorCommand['type'], { readonly from: readonly string[]; readonly to: string }>> = {
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  cancel: { from: ['running', 'paused'], to: 'canceled' },
};

/** One item of a task with items. */
export function itemOf(item: number) {
  return { item, status: 'succeeded', attempt: 1, input: {}, result: item, error: null };
}

/** The first instance of a task, as it is while it runs. */
export function instanceOf(task: string) {
  const nothing = { triggered_by: [], input: {}, result: null, error: null };
  return { task, instance: `${task}:1`, iteration: 1, attempt: 1, status: 'running', ...nothing };
}

function stateOf({ seq, status }: Stored) {
  const nothing = { scheduled: [], executing: [], delayed: [], waiting: [], joins: [], tokens: [] };
  return { seq, status, ...nothing, iterations: { hello: 1 }, vars: {}, timers: [], children: [] };
}

export function eventOf(seq: number, type: string) {
  const at = `2026-01-01T00:00:0${Math.min(seq, 9)}.000Z`;
  return { seq, at, type, cause: { type, at: 0 }, changes: [] as object[], engine: 'ostinato/0.1' };
}

/** A past without tokens: enough to be folded. */
function pastOf({ id, workflow, hash, definition, closure }: StartCommand, seq: number) {
  const row = { id, workflow, definition: hash, status: 'running', seq, startAt: null };
  return { checkpoint: { seq, rows: [['execution', '', row]] }, hash, definition, closure };
}

function ok(body: unknown, seq: number): Reply {
  return { ok: true, body: JSON.stringify(body), seq };
}

function refused(code: ProblemCode): Reply {
  return { ok: false, problem: { code, detail: 'the execution says no' } };
}

const REFUSALS: Readonly<Record<string, ProblemCode>> = {
  'answered:1': 'inquiry_answered',
  'expired:1': 'inquiry_closed',
  'misfit:1': 'invalid_input',
};

function inquiryOf(execution: string, { instance, item, attempt }: InquiryAddress) {
  return {
    ...{ id: `${execution}.${instance}.${item ?? '-'}.${attempt}`, execution, instance, item, attempt },
    ...{ prompt: 'Go?', schema: { type: 'boolean' }, assignee: null, status: 'open', response: null },
    ...{ responded_by: null, expires: null, created: 0, updated: 0 },
  };
}
