import type { PackFileResult } from '../../registry/pack-row.ts';
import type { ApiEnv } from '../api-env.ts';

const AT_ONCE = 6;

/**
 * Tells triggers that something about them has changed. One that cannot be reached now is looked after by the watchdog,
 * so nobody has to hear of it.
 */
export async function tellTriggers({ triggers }: ApiEnv, names: readonly string[]): Promise<void> {
  for (let i = 0; i < names.length; i += AT_ONCE) {
    const some = names.slice(i, i + AT_ONCE);
    await Promise.allSettled(some.map((name) => triggers.trigger(name).sync(name)));
  }
}

/** As `tellTriggers`, after the answer, for those that an installation has changed. */
export function tellInstalled(env: ApiEnv, files: readonly PackFileResult[]): void {
  const changed = files.filter(({ kind, outcome }) => kind === 'trigger' && outcome !== 'unchanged');
  const names = changed.flatMap(({ ref }) => ref ?? []);
  if (names.length > 0) {
    env.defer(tellTriggers(env, names));
  }
}
