import type { CallbackKey } from '../host/callback-token.ts';
import type { Directory } from '../host/directory.ts';
import type { Clock } from '../host/ports.ts';
import type { Triggers } from '../host/trigger-port.ts';
import type { BundleSource } from '../pack/bundle.ts';
import type { Inspect } from '../pack/inspect.ts';
import type { Database } from '../registry/database.ts';
import type { LogMode } from '../telemetry/journal.ts';
import type { DeploymentLimits } from '../value/limits.ts';

/** What a deployment decides. */
export interface ApiSettings {
  /** The token of the one who runs the server; it may do everything. */
  readonly adminToken: string;
  /** Keys of callbacks, secrets and sessions: the first one signs and seals, all of them verify and open. */
  readonly callbackKeys: readonly CallbackKey[];
  /** Where the server is reached from outside, without a slash at the end. */
  readonly publicUrl: string;
  readonly limits: DeploymentLimits;
  /** Names this server answers to: `name` at any port, or `name:port`. That of `publicUrl` always belongs to them. */
  readonly hosts: readonly string[];
  /** What is written for operators; without it what goes wrong. */
  readonly log?: LogMode;
}

/** Everything the HTTP edge needs from the platform it runs on. */
export interface ApiEnv {
  readonly database: () => Database;
  readonly directory: Directory;
  readonly triggers: Triggers;
  /** The analysis of definitions at registration. */
  readonly inspect?: Inspect | undefined;
  /** The packs that came with the deployment. */
  readonly bundle?: BundleSource | undefined;
  readonly settings: ApiSettings;
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
  /** Lets work go on after the answer. */
  readonly defer: (work: Promise<unknown>) => void;
}
