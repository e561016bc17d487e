import type { Path } from './tree.ts';

/** Something wrong with the file as YAML, before its content is looked at. */
export interface YamlProblem {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
  /** Where in the tree; left out for text that makes no tree. */
  readonly path?: Path;
  readonly hint?: string;
}
