import type { ExecutionRow } from '../projection/rows.ts';

/** `errors`: what goes wrong unexpectedly. `all`: also a line for each execution that ends. */
export const LOG_MODES = ['off', 'errors', 'all'] as const;
export type LogMode = (typeof LOG_MODES)[number];

/** Anything else is the default: `errors`. */
export function logModeOf(text: string | undefined): LogMode {
  return LOG_MODES.find((mode) => mode === text) ?? 'errors';
}

/** Where lines go, by their level. */
export interface Console {
  log(line: string): void;
  error(line: string): void;
}

/** Writes what an operator wants to know, one JSON object a line. Ids and codes, never a value of an execution. */
export class Journal {
  readonly #mode: LogMode;
  readonly #console: Console;
  readonly #now: () => number;

  constructor(mode: LogMode, console: Console, now: () => number) {
    this.#mode = mode;
    this.#console = console;
    this.#now = now;
  }

  /** An execution has ended. One that the engine itself could not go on with is an error. */
  ended({ id, workflow, status, error, startedAt, endedAt, seq }: ExecutionRow): void {
    const unexpected = error?.code === 'internal';
    if (this.#mode === 'all' || (this.#mode === 'errors' && unexpected)) {
      const seconds = { duration_seconds: ((endedAt ?? startedAt) - startedAt) / 1000 };
      const entry = {
        event: 'execution.ended',
        execution: id,
        workflow,
        status,
        code: error?.code ?? null,
        seq,
        ...seconds,
      };
      this.#write(unexpected ? 'error' : 'info', entry);
    }
  }

  /** A request has failed inside. What was thrown is the server's own, and is told to nobody else. */
  failed(requestId: string, { name, message, stack }: Error): void {
    if (this.#mode !== 'off') {
      const at =
        stack
          ?.split('\n')
          .slice(1, 6)
          .map((line) => line.trim()) ?? [];
      this.#write('error', {
        event: 'request.failed',
        request: requestId,
        code: 'internal',
        error: `${name}: ${message}`,
        at,
      });
    }
  }

  #write(level: 'info' | 'error', entry: Readonly<Record<string, unknown>>): void {
    const line = JSON.stringify({ level, time: new Date(this.#now()).toISOString(), ...entry });
    if (level === 'error') {
      this.#console.error(line);
    } else {
      this.#console.log(line);
    }
  }
}
