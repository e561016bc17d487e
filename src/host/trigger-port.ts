import type { Problem } from '../problem/problem.ts';
import type { Reply } from './directory.ts';

/** Triggers as the edge sees them, wherever they live. Everything that crosses is flat. */
export interface Triggers {
  trigger(name: string): TriggerPort;
}

/** A trigger as the registry has it. */
export interface TriggerSnapshot {
  readonly name: string;
  readonly enabled: boolean;
  /** JSON text. */
  readonly definition: string;
  /** SHA-256 of the key in its address; null: it has none. */
  readonly keyHash: string | null;
  /** The secrets that it names, each in its box; those that are missing are not among them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** When it was changed, ms: of two snapshots the later one is in force. */
  readonly updated: number;
}

/** A request to the address of a webhook, with nothing made of it yet. */
export interface HookCommand {
  readonly name: string;
  readonly keyHash: string;
  /** As the registry has it now; null: it could not be asked, and what the trigger remembers must do. */
  readonly snapshot: TriggerSnapshot | null;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** A name that comes several times has a list. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

export type HookReply =
  /** The delivery is stored, and its execution is started or will be. `wait`: milliseconds that its end is worth. */
  | { readonly type: 'accepted'; readonly delivery: string; readonly execution: string; readonly wait: number }
  | { readonly type: 'filtered'; readonly delivery: string }
  /** The provider asks whether somebody is there. */
  | { readonly type: 'challenge'; readonly mediaType: string; readonly body: string }
  | { readonly type: 'refused'; readonly problem: Problem };

export interface TriggerPort {
  /** Takes a delivery in: it is stored before this answers. */
  hook(command: HookCommand): Promise<HookReply>;
  /** Something about it has changed: it asks the registry. @throws when the registry is away */
  sync(name: string): Promise<void>;
  /** The last deliveries, latest first. Body: a list. */
  deliveries(): Promise<Reply>;
  /** The same delivery once more, under what the trigger is by now. */
  redeliver(id: string): Promise<HookReply>;
}
