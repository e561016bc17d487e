import type { ShownFinding } from './api-connection.ts';
import type { PushReport } from './packs-push.ts';
import { say } from './say.ts';

const PUSHED = { refused: 'not installed', empty: 'nothing to install' };

/** Tells what became of the packs: a line for each, then a line for everything that is wrong. */
export function reportPacks(reports: readonly PushReport[], words = PUSHED): void {
  for (const report of reports) {
    say('pack', `${report.folder}: ${summaryOf(report, words)}`);
    for (const finding of report.findings) {
      say('', describe(`${report.folder}/pack.yaml`, finding));
    }
    for (const { path, findings } of report.files) {
      for (const finding of findings) {
        say('', describe(`${report.folder}/${path}`, finding));
      }
    }
  }
}

function summaryOf({ refusal, files, milliseconds }: PushReport, { refused, empty }: typeof PUSHED): string {
  if (refusal !== undefined) {
    return `${refused}, ${refusal}`;
  }
  const counts = new Map<string, number>();
  for (const { outcome } of files) {
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  const parts = [...counts].map(([outcome, count]) => `${count} ${outcome}`);
  return `${parts.length === 0 ? empty : parts.join(', ')} (${milliseconds} ms)`;
}

/** As compilers write it, so that editors and terminals find the place. */
function describe(file: string, { severity, line, column, message, code, hint }: ShownFinding): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return `${place} ${severity}: ${message} [${code}]${hint === undefined ? '' : ` ${hint}`}`;
}
