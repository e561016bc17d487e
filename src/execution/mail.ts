import { checkValue } from '../definition/check.ts';
import type { CallbackCommand, InquiryAddress, InquiryResponse, Reply, SignalCommand } from '../host/directory.ts';
import type { SqlStorage } from '../host/ports.ts';
import { SIGNAL_NAME, waiterKey } from '../inbox/rows.ts';
import { hasRoom } from '../inbox/signals.ts';
import { EXECUTION } from '../machine/execution-lifecycle.ts';
import { isFinal } from '../machine/lifecycle.ts';
import type { Problem, ProblemCode } from '../problem/problem.ts';
import type { Change } from '../projection/change.ts';
import type { ExecutionRow } from '../projection/rows.ts';
import { isObject, type Json } from '../value/json.ts';
import { answerCallback, inputOfAttempt } from './callbacks.ts';
import { viewInquiry } from './inquiry-view.ts';
import { digestOf, ToldOnce } from './told.ts';
import type { CauseMaker, Turns } from './turns.ts';

export interface MailPorts {
  readonly sql: SqlStorage;
  readonly turns: Turns;
  /** Wakes the execution and takes in what is overdue; undefined: there is none. */
  readonly enter: () => ExecutionRow | undefined;
  readonly take: (make: CauseMaker) => readonly Change[];
}

/** Seconds after which a buffer that is full may have room. */
const LATER = 10;

/** What others send to an execution: callbacks, signals, answers of humans. Each counts once. */
export class Mail {
  readonly #ports: MailPorts;
  readonly #told: ToldOnce;

  constructor(ports: MailPorts) {
    this.#ports = ports;
    this.#told = new ToldOnce(ports.sql);
  }

  async callback(command: CallbackCommand): Promise<Reply> {
    const { instance, item, attempt, outcome, body } = command;
    const request = await digestOf(outcome, body);
    const row = this.#ports.enter();
    if (row === undefined) {
      return refused('not_found', 'there is no such execution');
    }
    const key = `callback|${waiterKey(command)}`;
    const told = this.#told.get(key);
    const accepted = { ok: true, body: JSON.stringify({ instance, status: 'accepted' }), seq: row.seq } as const;
    if (told !== undefined) {
      return told.request === request ? accepted : refused('callback_used', 'another answer was given first');
    }
    const { state } = this.#ports.turns;
    const early = answerCallback(state, command);
    if (early !== null) {
      return early.ok ? accepted : early;
    }
    const value = JSON.parse(body) as Json;
    const misfit = outcome === 'succeeded' ? mismatch(inputOfAttempt(state, command), value) : null;
    if (misfit !== null) {
      return { ok: false, problem: misfit };
    }
    this.#tell(key, request, (store, at) => ({
      ...{ type: 'callback.received', at, instance, item, attempt, outcome },
      body: store(value),
    }));
    return this.#told.get(key) === undefined ? NOT_TAKEN : { ...accepted, seq: this.#seq() };
  }

  async signal({ name, payload, key }: SignalCommand): Promise<Reply> {
    if (!SIGNAL_NAME.test(name)) {
      return refused('bad_request', 'a signal is named with letters, digits, `_`, `.` and `-`, at most 128 of them');
    }
    const request = await digestOf(name, payload);
    const row = this.#ports.enter();
    if (row === undefined) {
      return refused('not_found', 'there is no such execution');
    }
    const place = key === null ? null : `signal|${name}|${key}`;
    const repeated = this.#repeated(place, request, (changes) => deliveryOf(name, changes));
    if (repeated !== null) {
      return repeated;
    }
    if (isFinal(EXECUTION, row.status)) {
      return refused('conflict', `the execution is ${row.status}: nobody waits for a signal any more`);
    }
    if (this.#isFull(name, payload.length)) {
      return FULL;
    }
    const changes = this.#tell(place, request, (store, at) => ({
      ...{ type: 'signal.received', at, signal: name, size: payload.length },
      payload: store(JSON.parse(payload) as Json),
    }));
    const delivery = deliveryOf(name, changes);
    if (delivery === null) {
      return changes.some(({ type }) => type === 'cause.ignored') ? FULL : NOT_TAKEN;
    }
    return { ok: true, body: delivery, seq: this.#seq() };
  }

  async inquiry(address: InquiryAddress): Promise<Reply> {
    return this.#ports.enter() === undefined ? noInquiry() : this.#inquiry(address);
  }

  async respond({ response, by, key, ...address }: InquiryResponse): Promise<Reply> {
    const request = await digestOf(response);
    const row = this.#ports.enter();
    const inquiry = row && viewInquiry(this.#ports.turns.state, row.id, waiterKey(address));
    if (inquiry === undefined) {
      return noInquiry();
    }
    const place = key === null ? null : `respond|${waiterKey(address)}|${key}`;
    const repeated = this.#repeated(place, request, () => JSON.stringify(inquiry));
    if (repeated !== null) {
      return repeated;
    }
    if (inquiry.status === 'answered') {
      return refused('inquiry_answered', 'somebody has answered already');
    }
    if (inquiry.status !== 'open') {
      return refused('inquiry_closed', `the inquiry is ${inquiry.status}: nobody waits for an answer any more`);
    }
    const value = JSON.parse(response) as Json;
    const misfit = mismatch(inquiry.schema === null ? null : { schema: inquiry.schema }, value);
    if (misfit !== null) {
      return { ok: false, problem: misfit };
    }
    const { instance, item, attempt } = address;
    this.#tell(place, request, (store, at) => ({
      ...{ type: 'inquiry.answered', at, instance, item, attempt, by },
      response: store(value),
    }));
    const { state } = this.#ports.turns;
    return state.get('inquiry', waiterKey(address))?.status === 'answered' ? this.#inquiry(address) : NOT_TAKEN;
  }

  #inquiry(address: InquiryAddress): Reply {
    const { state } = this.#ports.turns;
    const row = state.get('execution', '');
    const inquiry = row && viewInquiry(state, row.id, waiterKey(address));
    return inquiry === undefined ? noInquiry() : { ok: true, body: JSON.stringify(inquiry), seq: row?.seq ?? 0 };
  }

  /** The answer to what was told before under the same key, or a refusal when it was something else. */
  #repeated(
    place: string | null,
    request: string,
    answer: (changes: readonly Change[]) => string | null,
  ): Reply | null {
    const told = place === null ? undefined : this.#told.get(place);
    if (told === undefined) {
      return null;
    }
    if (told.request !== request) {
      return refused('idempotency_key_reused', 'this idempotency key came with another body before');
    }
    const [event] = this.#ports.turns.log.read(told.seq - 1, 1);
    const body = answer(event?.changes ?? []);
    // What was refused then may be tried again under its key.
    return body === null ? null : { ok: true, body, seq: told.seq, replayed: true };
  }

  /** One turn, remembered under the key of who tells it. */
  #tell(place: string | null, request: string, make: CauseMaker): readonly Change[] {
    return this.#ports.take((store, at) => {
      if (place !== null) {
        this.#told.put(place, { request, seq: this.#seq() + 1 });
      }
      return make(store, at);
    });
  }

  /** Whether a signal would surely find neither a waiter nor room: then it is not even an event. */
  #isFull(name: string, size: number): boolean {
    const { state } = this.#ports.turns;
    if (hasRoom(state, size)) {
      return false;
    }
    for (const _ of state.scan('listener', `${name}|`)) {
      return false;
    }
    return true;
  }

  #seq(): number {
    return this.#ports.turns.state.get('execution', '')?.seq ?? 0;
  }
}

const FULL: Reply = {
  ok: false,
  problem: {
    code: 'signal_buffer_full',
    detail: 'nobody takes the signal now, and the execution keeps no more of them',
    retryAfter: LATER,
  },
};

/** The engine has failed over what was told, or was over a limit of its own already. */
const NOT_TAKEN: Reply = refused('conflict', 'the execution has just failed: it takes nothing in any more');

/** What became of a signal, from the changes of its event; null: it was not taken in. */
function deliveryOf(signal: string, changes: readonly Change[]): string | null {
  for (const change of changes) {
    if (change.type === 'signal.taken') {
      const { instance, item } = change;
      return JSON.stringify({ signal, status: 'delivered', instance, item });
    }
    if (change.type === 'signal.buffered') {
      return JSON.stringify({ signal, status: 'buffered', instance: null, item: null });
    }
  }
  return null;
}

/** What is wrong with an answer, when the input of the attempt has a schema for it. */
function mismatch(input: Json, value: Json): Problem | null {
  const schema = isObject(input) ? input.schema : undefined;
  const findings = schema === undefined || schema === null ? [] : checkValue(schema, value);
  const [first] = findings;
  return first === undefined
    ? null
    : { code: 'invalid_input', detail: `the answer does not fit: ${first.message}`, findings };
}

function noInquiry(): Reply {
  return refused('not_found', 'there is no such inquiry');
}

function refused(code: ProblemCode, detail: string): Reply {
  return { ok: false, problem: { code, detail } };
}
