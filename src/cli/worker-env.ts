import { join } from 'node:path';
import { writePrivateFile } from './private-file.ts';
import { FriendlyError } from './say.ts';

/**
 * Writes the Worker's variables to a file for the owner alone: arguments and environment of a process can be read by
 * others of the machine.
 * @returns its path.
 */
export function writeWorkerEnv(home: string, variables: Readonly<Record<string, string | undefined>>): string {
  const lines = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${quote(name, value)}`],
  );
  const path = join(home, 'worker.env');
  writePrivateFile(path, `${lines.join('\n')}\n`);
  return path;
}

/** The reader knows no escapes but `\$`, so a quote is taken that the value does not have. */
function quote(name: string, value: string): string {
  const mark = ["'", '`'].find((candidate) => !value.includes(candidate));
  if (mark === undefined || /[\r\n]/.test(value)) {
    throw new FriendlyError(`${name} must be one line without both ' and \` in it`);
  }
  return mark + value.replaceAll('$', '\\$') + mark;
}
