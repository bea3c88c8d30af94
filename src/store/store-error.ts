/** A database that cannot be used; the message is for people and says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /**
   * `no-postgres`: no programs found. `data-folder`: it cannot be used. `in-use`: another Wardlight has it.
   * `not-started`: the database did not come up. `unreachable`: no connection. `schema`: of another version.
   * `backup`: broken or of another kind.
   */
  readonly code:
    | 'no-postgres'
    | 'data-folder'
    | 'in-use'
    | 'not-started'
    | 'unreachable'
    | 'schema'
    | 'backup';

  constructor(code: StoreError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
