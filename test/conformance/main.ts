import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type ExpressionReport, runExpressionCases } from './expression-runner.ts';
import { type InspectCase, runInspectCase } from './inspect-runner.ts';
import { type NativeCase, runNativeCase } from './native-runner.ts';
import { Unsupported } from './orquesta-host.ts';
import { type OrquestaCase, runOrquestaCase } from './orquesta-runner.ts';

/**
 * `npm run conformance -- FILE…` runs cases from JSON lines, whatever their format; `--all DIR` every corpus of a
 * folder. Cases that deviate on purpose stand in `deviations.json` by name, each with its reason. The last line is
 * `N passed, N failed`, with the skipped ones counted where there are any.
 */

const ALL = [
  'native/programs.jsonl',
  'native/attacks.jsonl',
  'orquesta/run.jsonl',
  'orquesta/inspect.jsonl',
  'orquesta/expression.jsonl',
  'expressions/jinja.jsonl',
  'expressions/yaql.jsonl',
];

type Deviations = Readonly<Record<string, Readonly<Record<string, string>>>>;
const deviations = JSON.parse(readFileSync(join(import.meta.dirname, 'deviations.json'), 'utf8')) as Deviations;

const tally = { passed: 0, failed: 0, skipped: new Map<string, number>() };

function skip(reason: string, count = 1): void {
  tally.skipped.set(reason, (tally.skipped.get(reason) ?? 0) + count);
}

/** A case that differs is a defect, unless its deviation is stated. One that is stated must differ. */
function judge(corpus: string, name: string, failure: string | null): void {
  const stated = deviations[corpus]?.[name];
  if (failure === null && stated === undefined) {
    tally.passed++;
  } else if (failure !== null && stated !== undefined) {
    skip(`differ on purpose (${corpus} in deviations.json)`);
  } else {
    tally.failed++;
    process.stdout.write(`FAILED ${name}: ${failure ?? 'agrees, although a deviation is stated'}\n`);
  }
}

function attempt(name: string, corpus: string, run: () => string | null): void {
  try {
    judge(corpus, name, run());
  } catch (thrown) {
    if (thrown instanceof Unsupported) {
      skip(thrown.message);
    } else {
      judge(corpus, name, thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
    }
  }
}

function runOrquesta(test: OrquestaCase): void {
  if (test.scenario.script !== undefined) {
    skip('explicit conductor calls (`script`)');
    return;
  }
  const quirks = test.expected.quirks ?? [];
  if (quirks.length === 0) {
    attempt(test.name, 'orquesta', () => runOrquestaCase(test));
    return;
  }
  // What Orquesta did there is one of its defects, so a difference is no defect of ours; a crash would be one.
  try {
    if (runOrquestaCase(test) === null) {
      tally.passed++;
    } else {
      skip(`defects of Orquesta (${quirks.join(', ')})`);
    }
  } catch (thrown) {
    attempt(test.name, 'orquesta', () => {
      throw thrown;
    });
  }
}

function takeReport({ passed, failed, skipped }: ExpressionReport): void {
  tally.passed += passed;
  for (const { name, reason } of failed) {
    judge('expressions', name, reason);
  }
  if (skipped > 0) {
    skip('expressions that the reference cannot evaluate', skipped);
  }
}

function runFile(file: string): void {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const { kind } = JSON.parse(lines[0] ?? '{}') as { kind?: string };
  if (kind === 'native') {
    for (const test of lines.map((line) => JSON.parse(line) as NativeCase)) {
      attempt(test.name, 'native', () => runNativeCase(test));
    }
  } else if (kind === 'run') {
    for (const line of lines) {
      runOrquesta(JSON.parse(line) as OrquestaCase);
    }
  } else if (kind === 'inspect') {
    for (const test of lines.map((line) => JSON.parse(line) as InspectCase)) {
      attempt(test.name, 'inspect', () => runInspectCase(test));
    }
  } else {
    takeReport(runExpressionCases(lines));
  }
}

function filesOf(args: readonly string[]): readonly string[] {
  if (args[0] !== '--all') {
    return args.map((file) => resolve(file));
  }
  const folder = resolve(args[1] ?? '../shared/conformance');
  return ALL.map((file) => join(folder, file)).filter((file) => existsSync(file));
}

const files = filesOf(process.argv.slice(2));
for (const file of files) {
  const before = { passed: tally.passed, failed: tally.failed };
  runFile(file);
  const failed = tally.failed - before.failed;
  process.stdout.write(
    `${basename(dirname(file))}/${basename(file)}: ${tally.passed - before.passed} passed, ${failed} failed\n`,
  );
}
let skipped = 0;
for (const [reason, count] of tally.skipped) {
  skipped += count;
  process.stdout.write(`${count} skipped: ${reason}\n`);
}
process.stdout.write(`${tally.passed} passed, ${tally.failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}\n`);
process.exitCode = tally.failed === 0 && files.length > 0 ? 0 : 1;
