/** Something that is needed cannot be reached now: what needs it waits and tries again, it does not fail. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';

  constructor(what: string, options?: ErrorOptions) {
    super(`${what} cannot be reached`, options);
  }
}

/** Runs what asks another part of the service. @throws Unreachable for whatever goes wrong on the way */
export async function reaching<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    throw new Unreachable(what, { cause: thrown });
  }
}
