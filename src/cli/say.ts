/** What the command tells people: one line each, in columns, so that the eye (and grep) finds it. */
export function say(topic: string, text: string): void {
  process.stdout.write(`${topic.padEnd(9)} ${text}\n`);
}

/** Something went wrong, and what to do about it. */
export function complain(text: string): void {
  process.stderr.write(`ostinato: ${text}\n`);
}

/** A failure that needs no stack trace: its message says what happened and what helps. */
export class FriendlyError extends Error {
  override readonly name = 'FriendlyError';
}
