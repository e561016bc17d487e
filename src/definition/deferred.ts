/** A condition in the input of a core action that is kept as it is and asked about what comes later. */
export interface DeferredKey {
  readonly key: string;
  /** What the condition calls that which has come. */
  readonly name: string;
}

const DEFERRED: ReadonlyMap<string, DeferredKey> = new Map([
  ['core.wait', { key: 'filter', name: 'signal' }],
  ['core.webhook', { key: 'fail_when', name: 'body' }],
]);

/** The key of an action's input that is not rendered when its call goes out. */
export function deferredKey(action: string | null): DeferredKey | undefined {
  return action === null ? undefined : DEFERRED.get(action);
}
