import { refuse } from '../../problem/problem.ts';
import { sha256 } from '../../registry/content-hash.ts';
import type { ApiEnv } from '../api-env.ts';
import { audited } from '../audit/audited.ts';
import { identify } from '../auth/identify.ts';
import { requireOwnOrigin } from '../auth/own-origin.ts';
import { mintSession, SESSION_MS } from '../auth/session.ts';
import { setSessionCookie } from '../auth/session-cookie.ts';
import { item, NO_BODY } from '../endpoint/answers.ts';
import { jsonBody } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { answerData } from '../http/answer.ts';
import { SessionSchema, SignInSchema } from '../schema/session.ts';
import { time } from '../schema/values.ts';

const PATH = '/api/v1/session';
const COOKIE = { 'Set-Cookie': 'The session; no script can read it.' };

const signIn = endpoint({
  method: 'POST',
  path: PATH,
  operation: 'signIn',
  summary: 'Trade a token for a session of 12 hours, kept in a cookie',
  scope: 'open',
  body: jsonBody(SignInSchema),
  answers: { 200: item('Signed in.', SessionSchema, COOKIE) },
  async handle(call) {
    const { env, body } = call;
    requireFromHere(call);
    const principal =
      (await identify(env, body.token)) ?? refuse('unauthorized', 'the token is not known here, or has expired');
    const until = env.clock.now() + SESSION_MS;
    const session = await mintSession(env.settings, await sha256(body.token), until);
    return audited({ ...call, principal }, { action: 'session.create', target: 'session' }, async () => {
      const { scopes, packs } = principal;
      const headers = { 'Set-Cookie': setSessionCookie(env.settings, session), 'Cache-Control': 'no-store' };
      return answerData(200, { scopes, packs, expires_at: time(until) }, headers);
    });
  },
});

const signOut = endpoint({
  method: 'DELETE',
  path: PATH,
  operation: 'signOut',
  summary: 'Take the cookie away',
  scope: 'open',
  answers: { 204: { ...NO_BODY, headers: COOKIE } },
  handle(call) {
    requireFromHere(call);
    return new Response(null, { status: 204, headers: { 'Set-Cookie': setSessionCookie(call.env.settings, null) } });
  },
});

/** A page from elsewhere may not sign anybody in or out. Programs send no `Origin`. */
function requireFromHere({ env, request }: { readonly env: ApiEnv; readonly request: Request }): void {
  if (request.headers.has('origin')) {
    requireOwnOrigin(request, env.settings);
  }
}

/** The console's way in. */
export const SESSION = [signIn, signOut];
