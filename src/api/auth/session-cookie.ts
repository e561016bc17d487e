import type { ApiSettings } from '../api-env.ts';
import { SESSION_MS } from './session.ts';

/** Sent with every request to us, seen by no script, and never sent by a page from elsewhere. */
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Strict';

/** The header that sets the cookie; null takes it away. */
export function setSessionCookie({ publicUrl }: Pick<ApiSettings, 'publicUrl'>, session: string | null): string {
  const value = encodeURIComponent(session ?? '');
  const age = session === null ? 0 : SESSION_MS / 1000;
  const secure = isSecure(publicUrl) ? '; Secure' : '';
  return `${sessionCookieName(publicUrl)}=${value}; Max-Age=${age}; ${ATTRIBUTES}${secure}`;
}

/** The session that a request brings along. */
export function sessionCookieOf(headers: Headers, { publicUrl }: ApiSettings): string | undefined {
  const prefix = `${sessionCookieName(publicUrl)}=`;
  const cookies = (headers.get('cookie') ?? '').split(';').map((cookie) => cookie.trim());
  const text = cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length);
  return text === undefined || text === '' ? undefined : decoded(text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Over HTTPS the name makes the browser refuse a cookie that another host or an open connection has set. */
export function sessionCookieName(publicUrl: string): string {
  return isSecure(publicUrl) ? '__Host-ostinato' : 'ostinato';
}

function isSecure(publicUrl: string): boolean {
  return publicUrl.startsWith('https:');
}
