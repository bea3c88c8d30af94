/** Why something could not be sent; the message is a sentence for people. */

export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  /** Status of the answer, where there was one. */
  readonly status: number | null;

  constructor(message: string, status: number | null = null, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/** What the system says of a failed connection, without addresses that only it knows. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there',
    ECONNRESET: 'the connection was cut',
    EHOSTUNREACH: 'no way leads there',
    ENETUNREACH: 'no way leads there',
    ETIMEDOUT: 'nothing answers',
    ENOTFOUND: 'no such name is known',
    EAI_AGAIN: 'names cannot be looked up at the moment',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not known here; give the authority',
    SELF_SIGNED_CERT_IN_CHAIN:
      'its certificate is of an authority that is not known here; give the authority',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      'its certificate is of an authority that is not known here; give the authority',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
      'its certificate is of an authority that is not known here; give the authority',
    CERT_HAS_EXPIRED: 'its certificate has expired',
    ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  };
  return known[code] ?? (code === '' ? 'the connection failed' : `the connection failed (${code})`);
}
