import * as v from 'valibot';
import { ensureError } from '../problem/problem.ts';
import type { Json } from '../value/json.ts';

/** A server's API, with the token to use it. */
export interface ApiConnection {
  readonly url: string;
  readonly token: string;
}

const FindingSchema = v.object({
  code: v.string(),
  severity: v.picklist(['error', 'warning']),
  message: v.string(),
  path: v.string(),
  line: v.optional(v.number()),
  column: v.optional(v.number()),
  hint: v.optional(v.string()),
});
export type ShownFinding = v.InferOutput<typeof FindingSchema>;
export const FindingListSchema = v.array(FindingSchema);

const ProblemSchema = v.object({
  title: v.optional(v.string(), 'the request failed'),
  detail: v.optional(v.string()),
  code: v.optional(v.string()),
  findings: v.optional(FindingListSchema, []),
});

/** The server has refused a request. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  readonly findings: readonly ShownFinding[];

  constructor(status: number, message: string, findings: readonly ShownFinding[]) {
    super(message);
    this.status = status;
    this.findings = findings;
  }
}

/**
 * Sends a JSON request and checks the answer.
 * @throws RefusedError for a problem; Error when the server is away or its answer is not understood.
 */
export async function callApi<S extends v.GenericSchema>(
  { url, token }: ApiConnection,
  method: string,
  path: string,
  body: Json | undefined,
  schema: S,
): Promise<v.InferOutput<S>> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new Error(`${url} does not answer (${ensureError(ensureError(error).cause ?? error).message})`);
  });
  const answer: unknown = await response.json().catch(() => ({}));
  if (!response.ok) {
    const { title, detail, findings } = v.parse(
      v.fallback(ProblemSchema, { title: 'the request failed', findings: [] }),
      answer,
    );
    throw new RefusedError(response.status, `${response.status} ${detail ?? title}`, findings);
  }
  const parsed = v.safeParse(schema, answer);
  if (!parsed.success) {
    throw new Error(`the answer of ${method} ${path} is not understood: ${parsed.issues[0].message}`);
  }
  return parsed.output;
}
