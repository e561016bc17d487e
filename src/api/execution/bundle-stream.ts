import type { ExecutionPort } from '../../host/directory.ts';
import { BUNDLE_FORMAT } from '../../inspection/bundle.ts';
import type { Json, JsonObject } from '../../value/json.ts';
import { redactSealed } from '../../value/sealed.ts';
import { requireOk } from './reply.ts';

/** Events and values fetched at once. */
const EVENTS = 200;
const VALUES = 20;

interface Page<T> {
  readonly data: readonly T[];
  readonly next: number | string | null;
}

/**
 * The bundle of an execution as JSON text, piece by piece: nothing holds all of it. What was sealed is left out.
 * @throws ProblemError `not_found` before the first piece
 */
export async function bundleOf(execution: ExecutionPort, now: number): Promise<ReadableStream<Uint8Array>> {
  const described = requireOk(await execution.describe());
  const past = JSON.parse(requireOk(await execution.past(1)).body) as {
    readonly definition: string;
    readonly closure: string;
  };
  const { id, workflow, version, definition } = JSON.parse(described.body) as JsonObject;
  const head = {
    format: BUNDLE_FORMAT,
    exported_at: new Date(now).toISOString(),
    execution: { id, workflow, version, definition },
    definition: JSON.parse(past.definition) as Json,
    closure: JSON.parse(past.closure) as Json,
  };
  return streamOf(piecesOf(execution, described.seq, head as unknown as Json));
}

async function* piecesOf(execution: ExecutionPort, last: number, head: Json): AsyncGenerator<string> {
  yield `${JSON.stringify(redactSealed(head)).slice(0, -1)},"events":[`;
  yield* separated(eventsOf(execution, last));
  yield '],"values":{';
  yield* separated(valuesOf(execution));
  yield '}}\n';
}

/** Pages of members with commas between them; a page may be empty. */
async function* separated(pages: AsyncGenerator<readonly string[]>): AsyncGenerator<string> {
  let begun = false;
  for await (const texts of pages) {
    if (texts.length > 0) {
      yield (begun ? ',' : '') + texts.join();
      begun = true;
    }
  }
}

async function* eventsOf(execution: ExecutionPort, last: number): AsyncGenerator<readonly string[]> {
  for (let after: number | null = 0; after !== null && after < last; ) {
    const { body } = requireOk(await execution.history(after, Math.min(EVENTS, last - after), []));
    const page: Page<JsonObject> = JSON.parse(body);
    yield page.data.map((event) => JSON.stringify(redactSealed(event)));
    after = page.next === null ? null : Number(page.next);
  }
}

async function* valuesOf(execution: ExecutionPort): AsyncGenerator<readonly string[]> {
  for (let after: string | null = ''; after !== null; ) {
    const { body } = requireOk(await execution.values(after, VALUES));
    const page: Page<readonly [string, Json]> = JSON.parse(body);
    yield page.data.map(([id, value]) => `${JSON.stringify(id)}:${JSON.stringify(redactSealed(value))}`);
    after = page.next === null ? null : String(page.next);
  }
}

function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done) {
        controller.close();
      } else {
        controller.enqueue(encoder.encode(value));
      }
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}
