/** What Wardlight uses of @secvisogram/csaf-validator-lib, which carries no types of its own. */

declare module '@secvisogram/csaf-validator-lib/schemaTests.js' {
  export const csaf_2_0: (document: unknown) => import('./csaf-test.ts').CsafTestResult;
}

/** Exports one function for each test, named after its section. */
declare module '@secvisogram/csaf-validator-lib/mandatoryTests.js' {}

declare module '@secvisogram/csaf-validator-lib/csaf_2_1/schemaTests.js' {
  export const csaf_2_1: (document: unknown) => import('./csaf-test.ts').CsafTestResult;
}

/** Exports one function for each test, named after its section. */
declare module '@secvisogram/csaf-validator-lib/csaf_2_1/mandatoryTests.js' {}
