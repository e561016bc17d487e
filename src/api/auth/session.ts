import * as v from 'valibot';
import { BoxError, open, seal } from '../../host/secret-box.ts';
import type { ApiSettings } from '../api-env.ts';
import { sealingKey } from './sealing-key.ts';

/** How long a session lasts. */
export const SESSION_MS = 12 * 3_600_000;

/** Keeps sessions apart from all else that is sealed: no secret and no execution has a name with a blank. */
const NAME = 'session cookie';

const ContentSchema = v.object({ hash: v.string(), until: v.number() });

/**
 * The cookie of a session. It remembers the token by its hash, so that a session ends when its token does, and is
 * stored nowhere.
 */
export function mintSession(settings: ApiSettings, hash: string, until: number): Promise<string> {
  return seal(sealingKey(settings), NAME, JSON.stringify({ hash, until }));
}

/** The hash of the token that the session was opened with; undefined when it is none of ours, or over. */
export async function openSession(
  { callbackKeys }: ApiSettings,
  cookie: string,
  now: number,
): Promise<string | undefined> {
  try {
    const { hash, until } = v.parse(ContentSchema, JSON.parse(await open(callbackKeys, NAME, cookie)));
    return until > now ? hash : undefined;
  } catch (error) {
    if (error instanceof BoxError) {
      return undefined;
    }
    throw error;
  }
}
