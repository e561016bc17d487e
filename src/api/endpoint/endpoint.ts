import type * as v from 'valibot';
import type { Database } from '../../registry/database.ts';
import type { ApiEnv } from '../api-env.ts';
import type { Principal, Scope } from '../auth/principal.ts';
import type { Answers } from './answers.ts';
import type { BodyReader, ReadBody } from './body.ts';
import { readQuery } from './query.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The names between braces of `/workflows/{ref}/versions`. */
type Names<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

/** What a query is once it was checked. */
export type QueryOf<Query extends v.ObjectEntries> = v.InferOutput<v.StrictObjectSchema<Query, undefined>>;

/** A request as a handler sees it: everything in it has been checked. */
export interface Call<Path extends string, Query extends v.ObjectEntries, Body> {
  readonly env: ApiEnv;
  readonly db: Database;
  readonly principal: Principal;
  /** Name of the request, as its answer tells it. */
  readonly requestId: string;
  readonly params: { readonly [Name in Names<Path>]: string };
  readonly query: QueryOf<Query>;
  readonly body: Body;
  /** The bytes that `body` was read from. */
  readonly bytes: Uint8Array;
  readonly request: Request;
}

interface EndpointSpec<Path extends string, Query extends v.ObjectEntries, Body> {
  readonly method: Method;
  readonly path: Path;
  /** Name of the operation in the OpenAPI document. */
  readonly operation: string;
  readonly summary: string;
  /** What the token must allow; `open` only for paths of the open list. */
  readonly scope: Scope | 'open';
  readonly query?: Query;
  /** Headers that change what is done → what they mean. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Others address these: what they add to the query is not ours to refuse. */
  readonly foreignQuery?: boolean;
  readonly body?: BodyReader<Body>;
  readonly answers: Answers;
  readonly handle: (call: Call<Path, Query, Body>) => Response | Promise<Response>;
}

/** What comes from the router, unchecked. */
export interface RawCall {
  readonly env: ApiEnv;
  readonly db: Database;
  readonly principal: Principal;
  readonly requestId: string;
  readonly params: Readonly<Record<string, string>>;
  readonly request: Request;
}

/** One operation: what the router mounts and the OpenAPI document describes. */
export interface Endpoint {
  readonly method: Method;
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
  readonly scope: Scope | 'open';
  readonly query: v.ObjectEntries;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: BodyReader<unknown> | null;
  readonly answers: Answers;
  readonly run: (raw: RawCall) => Promise<Response>;
}

/**
 * Describes an operation once. The types of parameters, query and body flow from the schemas into the handler, which
 * runs only when all of them fit.
 *
 * ```ts
 * endpoint({ method: 'GET', path: '/packs/{pack}', …, handle: ({ params }) => answerData(200, params.pack) })
 * ```
 */
export function endpoint<
  const Path extends string,
  Query extends v.ObjectEntries = Record<never, never>,
  Body = undefined,
>(spec: EndpointSpec<Path, Query, Body>): Endpoint {
  const { query = {} as Query, headers = {}, body = null, foreignQuery = false, handle, ...rest } = spec;
  return {
    ...rest,
    query,
    headers,
    body,
    run: async (raw) => {
      const params = raw.params as Call<Path, Query, Body>['params'];
      const checked = readQuery(query, new URL(raw.request.url).searchParams, foreignQuery);
      const read = (await body?.read(raw.request)) ?? NOTHING;
      // Without a reader there is no body, and Body is undefined.
      return handle({ ...raw, params, query: checked, body: read.value as Body, bytes: read.bytes });
    },
  };
}

const NOTHING: ReadBody<undefined> = { value: undefined, bytes: new Uint8Array() };
