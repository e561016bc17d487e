import type { Caller } from '../host/ports.ts';
import type { ExecutionRow } from '../projection/rows.ts';
import { deref, type StateReader } from '../projection/state.ts';
import type { StartMeta } from './kinship.ts';

/**
 * Tells whoever asked at the start how an execution has ended: `{id, status, output, error}`.
 * @throws when it does not get through
 */
export async function tellCaller(
  { id, status, output, error }: ExecutionRow,
  { caller }: StartMeta,
  state: StateReader,
  port: Caller | undefined,
): Promise<void> {
  if (caller !== undefined && port !== undefined) {
    const body = { id, status, output: output === null ? null : deref(state, output), error };
    await port.tell({ execution: id, caller, body: JSON.stringify(body) });
  }
}
