/** The shape of a test of the CSAF validator: a document in, what is wrong with it out. */

export interface CsafTestResult {
  readonly isValid?: boolean;
  readonly errors?: readonly CsafTestError[];
}

export interface CsafTestError {
  readonly instancePath?: string;
  readonly message?: string;
  /** Word of JSON Schema that was broken, in the errors of a schema. */
  readonly keyword?: string;
}

export type CsafTest = (document: unknown) => CsafTestResult | Promise<CsafTestResult>;
