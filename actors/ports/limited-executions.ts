import type { Directory, Reply } from '../../src/host/directory.ts';
import type { LimitedExecutions, Standing } from '../../src/limit/limit.ts';

/** Executions as the limit deals with them: told, and asked how they stand. */
export function limitedExecutions(directory: Pick<Directory, 'execution'>): LimitedExecutions {
  const standing = async (id: string) => standingOf(await directory.execution(id).describe());
  return {
    standing,
    async admit(id) {
      const reply = await directory.execution(id).admit();
      return reply.ok ? standingOf(reply) : standing(id);
    },
    async cancel(id) {
      const reply = await directory.execution(id).command({ type: 'cancel', mode: 'terminate' });
      return reply.ok ? standingOf(reply) : standing(id);
    },
  };
}

function standingOf(reply: Reply): Standing {
  if (!reply.ok) {
    return 'over';
  }
  const { status, ended_at } = JSON.parse(reply.body) as { status: string; ended_at: string | null };
  return ended_at !== null ? 'over' : status === 'requested' ? 'requested' : 'alive';
}
