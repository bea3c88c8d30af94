/**
 * Conformance of CSAF documents (CSAF 2.0 and 2.1 section 6.1, and the schema), by csaf-validator-lib. The library
 * takes seconds to load, so it is loaded for the first document of each version and for none before.
 *
 * The library's schema of CSAF 2.1 is of a draft and lacks properties of the standard (EPSS among the metrics). A property
 * that it does not know is therefore told but refuses no 2.1 document: what was refused would be missing silently.
 */

import { nameOf, objectOf } from '../advisories/json-value.ts';
import type { JsonObject } from '../base/json-object.ts';
import { printableText } from '../base/printable-text.ts';
import type { CsafTest, CsafTestError } from './csaf-test.ts';

/** Errors of one document that are told. */
const MAX_TOLD = 20;
const TEST_NAME = /^mandatoryTests?_(\d+(?:_\d+)*)$/;

export interface CsafVerdict {
  /** Why the schema refuses the document; empty when it conforms. */
  readonly schemaErrors: readonly string[];
  /** Mandatory tests that the document fails, by id (`6.1.8`), with the first error of each. */
  readonly failedTests: readonly FailedTest[];
}

export interface FailedTest {
  readonly test: string;
  readonly message: string;
}

interface Suite {
  readonly schema: CsafTest;
  readonly mandatory: ReadonlyMap<string, CsafTest>;
}

const suites = new Map<string, Promise<Suite>>();

/** Validates a document that says which CSAF version it has. An unknown version is a schema error. */
export async function validateCsaf(document: JsonObject): Promise<CsafVerdict> {
  const version = nameOf(objectOf(document['document'])?.['csaf_version']) ?? '';
  const suite = await suiteOf(version);
  if (!suite) return { schemaErrors: [`CSAF version "${version}" is none that is known`], failedTests: [] };
  const { errors = [] } = await suite.schema(document);
  const strange = errors.filter((error) => version === '2.1' && error.keyword === 'additionalProperties');
  const schemaErrors = errors
    .filter((error) => !strange.includes(error))
    .slice(0, MAX_TOLD)
    .map(sentenceOf);
  if (schemaErrors.length > 0) return { schemaErrors, failedTests: [] };
  const failedTests: FailedTest[] = strange
    .slice(0, 1)
    .map((error) => ({ test: 'schema', message: sentenceOf(error) }));
  for (const [test, run] of suite.mandatory) {
    const message = await failureOf(run, document);
    if (message !== undefined) failedTests.push({ test, message });
  }
  return { schemaErrors: [], failedTests };
}

/** Ids of the mandatory tests that run for documents of `version`. */
export async function mandatoryTestIds(version: string): Promise<string[]> {
  return [...((await suiteOf(version))?.mandatory.keys() ?? [])];
}

async function failureOf(run: CsafTest, document: JsonObject): Promise<string | undefined> {
  try {
    const { errors = [] } = await run(document);
    return errors[0] && sentenceOf(errors[0]);
  } catch (error) {
    // A test that stumbles over a document says something about it as well.
    return printableText(
      `the test could not be run: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function sentenceOf({ instancePath = '', message = '' }: CsafTestError): string {
  return printableText(instancePath === '' ? message : `${instancePath}: ${message}`);
}

function suiteOf(version: string): Promise<Suite> | undefined {
  const load = version === '2.0' ? loadSuite20 : version === '2.1' ? loadSuite21 : undefined;
  if (!load) return undefined;
  let suite = suites.get(version);
  if (!suite) {
    suite = load();
    suites.set(version, suite);
  }
  return suite;
}

async function loadSuite20(): Promise<Suite> {
  const [{ csaf_2_0: schema }, tests] = await Promise.all([
    import('@secvisogram/csaf-validator-lib/schemaTests.js'),
    import('@secvisogram/csaf-validator-lib/mandatoryTests.js'),
  ]);
  return { schema, mandatory: testsById(tests) };
}

async function loadSuite21(): Promise<Suite> {
  const [{ csaf_2_1: schema }, tests] = await Promise.all([
    import('@secvisogram/csaf-validator-lib/csaf_2_1/schemaTests.js'),
    import('@secvisogram/csaf-validator-lib/csaf_2_1/mandatoryTests.js'),
  ]);
  return { schema, mandatory: testsById(tests) };
}

function testsById(tests: object): Map<string, CsafTest> {
  const byId = new Map<string, CsafTest>();
  for (const [name, test] of Object.entries(tests) as [string, unknown][]) {
    const id = TEST_NAME.exec(name)?.[1];
    if (id !== undefined && typeof test === 'function') byId.set(id.replaceAll('_', '.'), test as CsafTest);
  }
  return byId;
}
