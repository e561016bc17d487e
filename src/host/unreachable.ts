/** Something that is needed cannot be reached now: what needs it waits and tries again, it does not fail. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';

  constructor(what: string, options?: ErrorOptions) {
    super(`${what} cannot be reached`, options);
  }
}
