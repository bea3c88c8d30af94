/** What a call can end in besides its answer. Every message is a sentence for people. */

/** The server refused, with a problem document (RFC 9457). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** Stable, for programs: `second-factor-required`. */
  readonly code: string;
  /** Fields that are not as described, by JSON pointer. */
  readonly fields: ReadonlyMap<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    fields: ReadonlyMap<string, string> = new Map(),
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

/** No answer came. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** An answer came that is not as the contract says: this console is older or newer than the server. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

export const isRefusal = (error: unknown, status: number, code?: string): boolean =>
  error instanceof ApiError && error.status === status && (code === undefined || error.code === code);
