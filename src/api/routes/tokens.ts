import type * as v from 'valibot';
import { refuse } from '../../problem/problem.ts';
import { sha256 } from '../../registry/content-hash.ts';
import { deleteToken, insertToken, listTokens, type TokenRow } from '../../registry/tokens.ts';
import { ulid } from '../../value/ulid.ts';
import { audited } from '../audit/audited.ts';
import { mintToken } from '../auth/mint-token.ts';
import { item, list, NO_BODY } from '../endpoint/answers.ts';
import { jsonBody } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { IDEMPOTENCY_HEADER, keptSealed, once } from '../endpoint/idempotency.ts';
import { answerData, answerList, answerNothing } from '../http/answer.ts';
import { PAGE_QUERY } from '../schema/page.ts';
import { IssuedTokenSchema, NewTokenSchema, TokenSchema } from '../schema/token.ts';
import { time } from '../schema/values.ts';

const PATH = '/api/v1/tokens';

const all = endpoint({
  method: 'GET',
  path: PATH,
  operation: 'listTokens',
  summary: 'Tokens, without the tokens themselves',
  scope: 'admin',
  query: PAGE_QUERY,
  answers: { 200: list('Tokens.', TokenSchema) },
  async handle({ db, query: { cursor, limit, include_total: includeTotal } }) {
    const { items, ...page } = await listTokens(db, { cursor, limit, includeTotal });
    return answerList(items.map(tokenView), { ...page, limit });
  },
});

const create = endpoint({
  method: 'POST',
  path: PATH,
  operation: 'createToken',
  summary: 'Issue a token; it is told once, in this answer',
  scope: 'admin',
  headers: IDEMPOTENCY_HEADER,
  body: jsonBody(NewTokenSchema),
  answers: { 201: item('Issued.', IssuedTokenSchema, { Location: 'The token.' }) },
  handle(call) {
    const { env, db, body } = call;
    requirePossible(body);
    const issue = async () => {
      const now = env.clock.now();
      const row = rowOf(body, ulid(now, env.random(10)), now);
      const { id, scopes, packs } = row;
      const act = { action: 'token.create', target: `tokens/${id}`, detail: { name: row.name, scopes, packs } };
      return audited(call, act, async () => {
        const token = mintToken(env.random);
        await insertToken(db, row, await sha256(token));
        return answerData(201, { ...tokenView(row), token }, { Location: `${PATH}/${id}` });
      });
    };
    return once(call, issue, keptSealed(env));
  },
});

const remove = endpoint({
  method: 'DELETE',
  path: `${PATH}/{id}`,
  operation: 'deleteToken',
  summary: 'Revoke a token; its sessions end with it',
  scope: 'admin',
  answers: { 204: NO_BODY },
  handle(call) {
    const { id } = call.params;
    return audited(call, { action: 'token.delete', target: `tokens/${id}` }, async () =>
      (await deleteToken(call.db, id)) ? answerNothing() : refuse('not_found', `there is no token \`${id}\``),
    );
  },
});

type NewToken = v.InferOutput<typeof NewTokenSchema>;

function requirePossible({ scopes, packs }: NewToken): void {
  if (scopes.includes('admin') && packs !== undefined) {
    const message = 'the scope `admin` concerns the whole server and cannot be limited to packs';
    refuse('invalid_input', message, {
      findings: [{ code: 'invalid_value', severity: 'error', message, path: '/packs' }],
    });
  }
}

function rowOf({ name, scopes, packs, expires_in }: NewToken, id: string, now: number): TokenRow {
  return {
    id,
    name,
    scopes: [...new Set(scopes)],
    packs: packs === undefined ? null : [...new Set(packs)],
    created: now,
    expires: expires_in === undefined ? null : now + expires_in,
    last_used: null,
  };
}

function tokenView({ created, expires, last_used, ...row }: TokenRow) {
  return {
    ...row,
    created_at: time(created),
    expires_at: expires === null ? null : time(expires),
    last_used_at: last_used === null ? null : time(last_used),
  };
}

/** Who may do what. */
export const TOKENS = [all, create, remove];
