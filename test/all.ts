import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * `npm test`: every suite in turn, each with its counts; any failure makes the exit code non-zero.
 * `npm test -- unit lint` runs those only; `--ci` adds the suites that only CI runs.
 */

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const ROOT = resolve(import.meta.dirname, '..');
const BIN = join(ROOT, 'node_modules/.bin');
const REPORTS = join(ROOT, '.test/reports');
const CORPUS = resolve(ROOT, process.env.CONFORMANCE_DIR ?? '../shared/conformance');

function run(command: string, args: readonly string[]): { readonly ok: boolean; readonly output: string } {
  const { status, stdout } = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, PATH: `${BIN}:${process.env.PATH}` },
  });
  return { ok: status === 0, output: stdout ?? '' };
}

const one = (ok: boolean): Counts => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });

/** A tool that only says yes or no. */
function tool(name: string, args: readonly string[]): Counts {
  const { ok, output } = run(process.execPath, [join(ROOT, 'node_modules/.bin', name), ...args]);
  if (!ok) {
    process.stdout.write(output);
  }
  return one(ok);
}

function vitest(project: string): Counts {
  const report = join(REPORTS, `${project}.json`);
  rmSync(report, { force: true });
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { ok, output } = run(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), ...args]);
  process.stdout.write(output);
  if (!existsSync(report)) {
    return one(false);
  }
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
  // A suite that could not even be collected has no failed test of its own.
  const broken = ok || numFailedTests > 0 ? 0 : 1;
  return { passed: numPassedTests, failed: numFailedTests + broken, skipped: numPendingTests };
}

function conformance(): Counts {
  if (!existsSync(CORPUS)) {
    process.stdout.write(`SKIPPED: no conformance corpus at ${CORPUS}; set CONFORMANCE_DIR\n`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  const { ok, output } = run(process.execPath, [join(ROOT, 'test/conformance/main.ts'), '--all', CORPUS]);
  process.stdout.write(output);
  const match = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/m.exec(output.trimEnd().split('\n').at(-1) ?? '');
  if (match === null) {
    return one(false);
  }
  const failed = Number(match[2]);
  return {
    passed: Number(match[1]),
    failed: failed + (ok || failed > 0 ? 0 : 1),
    skipped: Number(match[3] ?? 0),
  };
}

const SUITES: readonly (readonly [string, () => Counts])[] = [
  ['types', () => tool('tsc', ['-p', '.'])],
  ['lint', () => tool('biome', ['check', '--error-on-warnings', '.'])],
  ['unit', () => vitest('unit')],
  ['conformance', conformance],
  ['workerd', () => vitest('workerd')],
  ['server', () => vitest('server')],
];

/** Suites that only CI runs. */
const CI_SUITES: typeof SUITES = [['sqld', () => vitest('sqld')]];

mkdirSync(REPORTS, { recursive: true });
const wanted = process.argv.slice(2).filter((each) => each !== '--ci');
const suites = process.argv.includes('--ci') ? [...SUITES, ...CI_SUITES] : SUITES;
let total: Counts = { passed: 0, failed: 0, skipped: 0 };
const lines: string[] = [];
for (const [name, suite] of suites.filter(([each]) => wanted.length === 0 || wanted.includes(each))) {
  process.stdout.write(`\n== ${name}\n`);
  const begin = Date.now();
  const { passed, failed, skipped } = suite();
  total = { passed: total.passed + passed, failed: total.failed + failed, skipped: total.skipped + skipped };
  const seconds = ((Date.now() - begin) / 1000).toFixed(1);
  lines.push(`${name.padEnd(12)} ${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds} s`);
}
process.stdout.write(`\n${lines.join('\n')}\n\n`);
const skipped = total.skipped === 0 ? '' : `, ${total.skipped} skipped`;
process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
