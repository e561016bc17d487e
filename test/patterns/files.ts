import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATTERNS } from './catalogue.ts';

const FOLDER = import.meta.dirname;

/** File name of each pattern that has one, by its number. */
export const FILES: ReadonlyMap<number, string> = new Map(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => [Number(name.slice(0, 2)), name]),
);

export function sourceOf(number: number): string {
  return readFileSync(join(FOLDER, FILES.get(number) ?? ''), 'utf8');
}

export const EXPRESSED = PATTERNS.filter(({ standing }) => standing.kind === 'expressed');
