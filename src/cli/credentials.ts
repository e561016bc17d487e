import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { writePrivateFile } from './private-file.ts';
import { complain, FriendlyError } from './say.ts';
import type { Settings } from './settings.ts';

const CredentialsSchema = v.object({ token: v.string(), key: v.string() });

export interface Credentials {
  /** The admin token. */
  readonly token: string;
  /** Keys of callbacks and secrets. */
  readonly key: string;
}

/**
 * The admin token and the key: as the environment gives them, else those made at the first start. They are kept, so
 * that a restart opens the same secrets and knows the same callbacks.
 * @throws FriendlyError when the kept ones cannot be read.
 */
export function keepCredentials({ home, environment }: Settings): Credentials {
  const path = join(home, 'credentials.json');
  const kept = readKept(path) ?? makeCredentials(path);
  warnOfShort('OSTINATO_TOKEN', environment.OSTINATO_TOKEN);
  warnOfShort('OSTINATO_KEY', environment.OSTINATO_KEY);
  return { token: environment.OSTINATO_TOKEN ?? kept.token, key: environment.OSTINATO_KEY ?? kept.key };
}

function warnOfShort(name: string, secret: string | undefined): void {
  if (secret !== undefined && secret.length < 16) {
    complain(`${name} is short enough to be guessed; take at least 16 random characters`);
  }
}

function readKept(path: string): Credentials | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), CredentialsSchema), text);
  if (!parsed.success) {
    throw new FriendlyError(`${path} is damaged; restore it, or remove it to get a new token and lose stored secrets`);
  }
  return parsed.output;
}

function makeCredentials(path: string): Credentials {
  const fresh = {
    token: `ost_${randomBytes(32).toString('base64url')}`,
    key: `k1:${randomBytes(32).toString('base64url')}`,
  };
  writePrivateFile(path, `${JSON.stringify(fresh)}\n`);
  return fresh;
}
