import type { PackFile } from '../../pack/file-source.ts';
import type { PackRegistration } from '../../pack/register-pack.ts';
import type { Finding } from '../../problem/finding.ts';
import { refuse } from '../../problem/problem.ts';
import type { JsonObject } from '../../value/json.ts';

/** The manifest, which need not repeat what the path says. @throws ProblemError when it says something else. */
export function manifestFor(pack: string, manifest: JsonObject): JsonObject {
  const whole = { ref: pack, ...manifest };
  if (whole.ref !== pack) {
    const message = `the manifest is that of another pack than \`${pack}\``;
    const finding: Finding = { code: 'ref_mismatch', severity: 'error', message, path: '/manifest/ref' };
    refuse('invalid_definition', message, { findings: [finding] });
  }
  return whole;
}

/**
 * Refuses a pack that could not be installed, with the findings of all its files; their paths lead through the request
 * to the file, lines and columns count in it.
 */
export function refuseInvalid(
  { findings, files }: Extract<PackRegistration, { kind: 'invalid' }>,
  sent: readonly PackFile[],
  placeOf: (path: string, index: number) => string = (_, index) => `/files/${index}`,
): never {
  const place = (prefix: string) => (finding: Finding) => ({ ...finding, path: prefix + finding.path });
  const ofFiles = files.flatMap((file) => {
    const index = sent.findIndex(({ path }) => path === file.path);
    return file.findings.map(place(placeOf(file.path, index)));
  });
  return refuse('invalid_definition', 'the pack has errors; nothing of it was installed', {
    findings: [...findings.map(place('/manifest')), ...ofFiles],
  });
}
