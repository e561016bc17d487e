/** An address that may not be called. Terminal: the same call would be refused again. */
export class EgressRefused extends Error {
  override readonly name = 'EgressRefused';
  readonly code = 'egress_denied';
}

/** A call that left, but whose answer cannot be used. */
export class EgressFailed extends Error {
  override readonly name = 'EgressFailed';
  readonly code: 'response_too_large' | 'too_many_redirects';

  constructor(code: EgressFailed['code'], message: string) {
    super(message);
    this.code = code;
  }
}
