/** What keeps a sensor from delivering; the message is for people and says what to do. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  /**
   * `server-address`: not to be used. `unreachable`: no connection. `unavailable`: it cannot take it now. `refused`: a
   * person must mend something. `not-wardlight`: something else answers. `in-use`: another sensor has the folder.
   */
  readonly code: 'server-address' | 'unreachable' | 'unavailable' | 'refused' | 'not-wardlight' | 'in-use';

  constructor(code: DeliveryError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
