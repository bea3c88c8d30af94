/** Why something could not be fetched, in a sentence for people. */

export type FetchFailure =
  | 'unreachable'
  | 'refused-by-server'
  | 'too-large'
  | 'too-slow'
  | 'too-many-redirects'
  | 'insecure-redirect'
  | 'altered'
  | 'not-the-feed';

export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly code: FetchFailure;
  /** Trying again later may help. */
  readonly mayPass: boolean;

  constructor(code: FetchFailure, message: string, options: ErrorOptions & { mayPass?: boolean } = {}) {
    super(message, options);
    this.code = code;
    this.mayPass = options.mayPass ?? false;
  }
}
