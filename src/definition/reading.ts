import type { DeploymentLimits } from '../value/limits.ts';
import type { Definition, Dialect } from './definition.ts';
import type { Findings } from './findings.ts';
import type { Path, YamlNode } from './yaml/tree.ts';

/** Where a file comes from, which is half of what it means. */
export interface Origin {
  /** `<pack>.<path below workflows>`, `/` written as `.`. */
  readonly ref: string;
  readonly pack: string;
  /** The pack's dialect, for files that name none. */
  readonly dialect?: Dialect;
}

/** What the readers of one file share. */
export interface Reading {
  readonly origin: Origin;
  readonly root: YamlNode;
  readonly findings: Findings;
  readonly limits: DeploymentLimits;
  /**
   * For parts that the file writes in a short form: the pointer at which the normalised part would stand, and
   * the path at which it does.
   */
  readonly places: Map<string, Path>;
}

/** A definition as read, before positions are known. */
export interface Draft {
  readonly definition: Omit<Definition, 'positions'>;
  /** Names of all tasks in the file, also of those that could not be read. */
  readonly declared: ReadonlySet<string>;
  /** Required parts are missing; the rest is only there to be looked at. */
  readonly broken: boolean;
}
