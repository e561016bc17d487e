import { readSettings } from './settings.ts';
import { start } from './start.ts';

export const START_HELP = `usage: ostinato start [--config FILE]

Starts the server. Settings are environment variables:
  PORT                  8787
  OSTINATO_HOME         .ostinato, where everything is kept
  OSTINATO_PACKS        packs, the folder of pack folders
  OSTINATO_TOKEN        admin token instead of a generated one
  OSTINATO_KEY          keys of callbacks and secrets instead of a generated one
  OSTINATO_PUBLIC_URL   where the server is reached from outside
  OSTINATO_EGRESS_ALLOW hosts that workflows may call although they are private
  OSTINATO_LOG          errors; off, or all: a line of JSON for each execution that ends
  OSTINATO_OTLP_ENDPOINT  where spans are sent (OTLP/HTTP), with OSTINATO_OTLP_HEADERS
  LIBSQL_URL            another registry instead of the embedded one, with LIBSQL_AUTH_TOKEN
  OSTINATO_LOG_LEVEL    error
  OSTINATO_RETENTION_SECONDS
                        how long ended executions are kept; for ever when not set
  OSTINATO_MAX_WORKFLOW_DURATION_SECONDS, OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW
                        defaults for executions; each also with _CEILING
`;

/** `ostinato start`. */
export function startCommand(args: readonly string[]): Promise<number> {
  // Whatever is created from here on, by the server too, is for its owner alone.
  process.umask(0o077);
  const config = args[0] === '--config' ? args[1] : undefined;
  return start(readSettings(process.env, config), stopSignal());
}

/** A signal that comes twice within this time was sent once, by a terminal and by the program above. */
const ECHO_MS = 500;

/** Told to end by the first signal; a second one, from somebody without patience, ends the process at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  const onSignal = () => {
    if (!controller.signal.aborted) {
      first = Date.now();
      controller.abort();
    } else if (Date.now() - first > ECHO_MS) {
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, onSignal);
  }
  return controller.signal;
}
