/** The shape of a test of the CSAF validator: a document in, what is wrong with it out. */

export interface CsafTestResult {
  readonly isValid?: boolean;
  readonly errors?: readonly { readonly instancePath?: string; readonly message?: string }[];
}

export type CsafTest = (document: unknown) => CsafTestResult | Promise<CsafTestResult>;
