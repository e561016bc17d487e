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

/** Nobody reads more, and a hostile file could have a hundred thousand. */
const MOST = 1000;

/** Collects findings and puts the line and column to each. */
export class Findings {
  readonly #list: Finding[] = [];
  #failed = false;
  #left = 0;
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
    this.#failed ||= severity === 'error';
    if (this.#list.length >= MOST) {
      this.#left += 1;
      return;
    }
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

  /** All findings in the order of the file; beyond a thousand only their number. */
  sorted(): readonly Finding[] {
    const sorted = this.#list.toSorted(
      (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) || compare(a.code, b.code),
    );
    const message = `There are ${this.#left} findings more; correct these first.`;
    return this.#left === 0
      ? sorted
      : [...sorted, { code: 'too_many_findings', severity: 'warning', message, path: '' }];
  }

  /** Errors are among the findings. */
  get failed(): boolean {
    return this.#failed;
  }

  /** More findings would only be counted; what is costly to find out may be left. */
  get full(): boolean {
    return this.#list.length >= MOST;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
