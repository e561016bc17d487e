import type { Cause } from '../conductor/cause.ts';
import type { ManualCompletion } from '../host/directory.ts';
import type { Json } from '../value/json.ts';
import type { Store } from './turns.ts';

/** What an operator says came of a task. */
export function causeByHand(completion: ManualCompletion, attempt: number, store: Store, at: number): Cause {
  const { instance, item, status, result, message } = completion;
  const address = { at, instance, item, attempt, byHand: true } as const;
  const value = store(JSON.parse(result) as Json);
  switch (status) {
    case 'succeeded':
      return { type: 'task.completed', ...address, result: value };
    case 'canceled':
      return { type: 'task.canceled', ...address };
    case 'failed': {
      const error = { code: 'failed_by_hand', message, kind: 'action' } as const;
      return { type: 'task.failed', ...address, result: value, error };
    }
  }
}
