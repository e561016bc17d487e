import type { Json } from '../value/json.ts';

export type Severity = 'error' | 'warning';

/** One thing found in a definition or an input: data, never thrown, collected with its place. */
export interface Finding {
  /** Slug of a page under docs/errors. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** JSON pointer into the document, e.g. `/tasks/2/next/0/when`. */
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  readonly hint?: string;
  /** A path or a value that shows the finding is real. */
  readonly witness?: Json;
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}
