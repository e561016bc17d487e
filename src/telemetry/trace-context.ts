import { ulidBits } from '../value/ulid.ts';

/** Where an execution stands in a trace. */
export interface Trace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The span that asked for the execution, 16 digits; null: it begins the trace. */
  readonly parent: string | null;
  /** Whether who asked records the trace; an execution that begins one does. */
  readonly sampled: boolean;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ZEROS = /^0+$/;

/** Reads a W3C `traceparent`; undefined for one that is not to be trusted, as the recommendation has it. */
export function parseTraceparent(text: string): Trace | undefined {
  const [, version = 'ff', traceId = '', parent = '', flags = '', more] = TRACEPARENT.exec(text) ?? [];
  const known = version !== 'ff' && (version !== '00' || more === undefined);
  return known && !ZEROS.test(traceId) && !ZEROS.test(parent)
    ? { traceId, parent, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
    : undefined;
}

export function formatTraceparent({ traceId, sampled }: Trace, span: string): string {
  return `00-${traceId}-${span}-${sampled ? '01' : '00'}`;
}

/** The trace of an execution: the one that came in, or one of its own that its id tells. */
export function traceOf(execution: string, traceparent: string | undefined): Trace {
  const given = traceparent === undefined ? undefined : parseTraceparent(traceparent);
  return given ?? { traceId: ulidBits(execution).toString(16).padStart(32, '0'), parent: null, sampled: true };
}

/** The span of an execution, or of one of its task instances: the same on every server and at every repetition. */
export function spanId(execution: string, instance: string | null): string {
  const hash = fnv1a(instance === null ? execution : `${execution}/${instance}`);
  return (hash === 0n ? 1n : hash).toString(16).padStart(16, '0');
}

/** FNV-1a of 64 bits: span ids have to differ, not to be secret. */
function fnv1a(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash;
}
