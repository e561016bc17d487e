import { Findings } from './findings.ts';
import { buildTree } from './yaml/build-tree.ts';
import { Lines } from './yaml/lines.ts';
import { parseYaml } from './yaml/parse.ts';
import type { MapNode } from './yaml/tree.ts';

export interface ReadDocument {
  /** Null when the text is no YAML or no map; the findings say why. */
  readonly root: MapNode | null;
  readonly findings: Findings;
}

/** Reads a file that is a map of keys, by the same rules as workflows (YAML 1.2, JSON included). */
export function readDocument(source: string, what: string): ReadDocument {
  const parsed = parseYaml(source);
  const tree = parsed.root === null ? null : buildTree(parsed.root, source, 'native');
  const findings = new Findings(new Lines(source), tree?.root ?? null);
  for (const problem of [...parsed.problems, ...(tree?.problems ?? [])]) {
    findings.error(problem.code, [], problem.message, problem);
  }
  const root = tree?.root;
  if (root?.kind === 'map') {
    return { root: findings.failed ? null : root, findings };
  }
  if (!findings.failed) {
    findings.error('wrong_type', [], `${what} must be a map of keys.`);
  }
  return { root: null, findings };
}
