import type { Finding, Severity } from '../problem/finding.ts';
import type { Json } from '../value/json.ts';
import type { Lines } from './yaml/lines.ts';
import { childOf, type Path, pointer, type YamlNode } from './yaml/tree.ts';

export interface FindingDetails {
  readonly hint?: string | undefined;
  readonly witness?: Json | undefined;
  /** Point at the key instead of its value. */
  readonly atKey?: boolean;
  /** Offset into the source, when it is known better than by the path. */
  readonly offset?: number;
}

/** Collects findings and puts the line and column to each. */
export class Findings {
  readonly #list: Finding[] = [];
  readonly #lines: Lines;
  readonly #root: YamlNode | null;

  constructor(lines: Lines, root: YamlNode | null) {
    this.#lines = lines;
    this.#root = root;
  }

  error(code: string, path: Path, message: string, details: FindingDetails = {}): void {
    this.#add('error', code, path, message, details);
  }

  warning(code: string, path: Path, message: string, details: FindingDetails = {}): void {
    this.#add('warning', code, path, message, details);
  }

  #add(severity: Severity, code: string, path: Path, message: string, details: FindingDetails): void {
    const offset = details.offset ?? this.#offsetOf(path, details.atKey === true);
    const [line, column] = this.#lines.at(offset);
    this.#list.push({
      code,
      severity,
      message,
      path: pointer(path),
      line,
      column,
      ...(details.hint === undefined ? {} : { hint: details.hint }),
      ...(details.witness === undefined ? {} : { witness: details.witness }),
    });
  }

  /** The place of a path, or of the nearest part above it that exists. */
  #offsetOf(path: Path, atKey: boolean): number {
    let node = this.#root;
    let offset = node?.start ?? 0;
    for (const [index, step] of path.entries()) {
      if (node === null) {
        break;
      }
      const entry = node.kind === 'map' ? node.entries.get(String(step)) : undefined;
      const child = childOf(node, step);
      if (child === undefined) {
        break;
      }
      node = child;
      offset = entry !== undefined && atKey && index === path.length - 1 ? entry.keyStart : child.start;
    }
    return offset;
  }

  /** All findings in the order of the file. */
  sorted(): readonly Finding[] {
    return this.#list.toSorted(
      (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) || compare(a.code, b.code),
    );
  }

  get failed(): boolean {
    return this.#list.some((finding) => finding.severity === 'error');
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
