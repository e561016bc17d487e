import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type NativeCase, runNativeCase } from './native-runner.ts';

/**
 * `npm run conformance -- FILE…` runs cases from JSON lines; `--all DIR` every corpus of a folder.
 * The last line is `N passed, N failed`, with skipped ones counted where there are any.
 */

interface Tally {
  passed: number;
  failed: number;
  readonly skipped: Map<string, number>;
}

const ALL = ['native/programs.jsonl', 'native/attacks.jsonl'];

function filesOf(args: readonly string[]): readonly string[] {
  if (args[0] !== '--all') {
    return args.map((file) => resolve(file));
  }
  const folder = resolve(args[1] ?? '../shared/conformance');
  return ALL.map((file) => join(folder, file)).filter((file) => existsSync(file));
}

const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');

function attempt(run: () => string | null): string | null {
  try {
    return run();
  } catch (thrown) {
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
}

function runNative(lines: readonly string[], tally: Tally): void {
  for (const line of lines) {
    const test = JSON.parse(line) as NativeCase;
    const failure = attempt(() => runNativeCase(test));
    if (failure === null) {
      tally.passed++;
    } else {
      tally.failed++;
      process.stdout.write(`FAILED ${test.name}: ${failure}\n`);
    }
  }
}

const tally: Tally = { passed: 0, failed: 0, skipped: new Map() };
const files = filesOf(process.argv.slice(2));
for (const file of files) {
  const before = tally.passed;
  runNative(linesOf(file), tally);
  process.stdout.write(`${basename(dirname(file))}/${basename(file)}: ${tally.passed - before} passed\n`);
}
let skipped = 0;
for (const [reason, count] of tally.skipped) {
  skipped += count;
  process.stdout.write(`${count} skipped: ${reason}\n`);
}
process.stdout.write(
  `${tally.passed} passed, ${tally.failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}\n`,
);
process.exitCode = tally.failed === 0 && files.length > 0 ? 0 : 1;
