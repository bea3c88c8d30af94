/** `vulnerabilities` of a CycloneDX BOM (1.4 and later): VEX statements on components of this BOM or of another. */

import type { JsonObject } from '../../base/json-object.ts';
import type {
  DocumentSource,
  ProductDescription,
  ProductStatement,
  ProductStatus,
  Remediation,
  SeverityVector,
  VersionStatement,
  VulnerabilityRecord,
} from '../../vulnerability/vulnerability-record.ts';
import {
  choiceOf,
  microsOf,
  nameOf,
  namesOf,
  numberOf,
  objectOf,
  objectsOf,
  present,
  textOf,
} from '../json-value.ts';
import { severityOfVector } from '../severity.ts';
import { updateNames } from '../update-names.ts';
import { versionStatementOf } from '../version-statement.ts';
import { aliasesBeside, vulnerabilityIdOf } from '../vulnerability-id.ts';

const STATES: Readonly<Record<string, ProductStatus>> = {
  resolved: 'fixed',
  resolved_with_pedigree: 'fixed',
  exploitable: 'affected',
  in_triage: 'under-investigation',
  false_positive: 'not-affected',
  not_affected: 'not-affected',
};
const RESPONSES: Readonly<Record<string, Remediation['category']>> = {
  can_not_fix: 'none_available',
  will_not_fix: 'no_fix_planned',
  update: 'vendor_fix',
  rollback: 'mitigation',
  workaround_available: 'workaround',
};
/** CVSS prefix by the `method` of a rating, for vectors that are written without. */
const PREFIXES: Readonly<Record<string, string>> = {
  CVSSv3: 'CVSS:3.0/',
  CVSSv31: 'CVSS:3.1/',
  CVSSv4: 'CVSS:4.0/',
};

/** Undefined for an entry without an id. */
export function vulnerabilityOf(
  entry: JsonObject,
  source: DocumentSource,
  products: ReadonlyMap<string, ProductDescription>,
): VulnerabilityRecord | undefined {
  const id = vulnerabilityIdOf(entry['id']);
  if (id === undefined) return undefined;
  const analysis = objectOf(entry['analysis']) ?? {};
  const revisedMicros =
    microsOf(analysis['lastUpdated']) ?? microsOf(entry['updated']) ?? source.revisedMicros;
  const detail = textOf(entry['detail']);
  return present({
    kind: 'vulnerability' as const,
    source,
    id,
    aliases: aliasesBeside(
      id,
      objectsOf(entry['references']).map((reference) => vulnerabilityIdOf(reference['id'])),
    ),
    state: entry['rejected'] === undefined ? ('published' as const) : ('rejected' as const),
    description: textOf(entry['description']),
    notes: detail === undefined ? undefined : [detail],
    publishedMicros: microsOf(entry['published']),
    revisedMicros,
    configurations: [],
    statements: objectsOf(entry['affects']).flatMap(
      (affected) => statementOf(affected, analysis, products) ?? [],
    ),
    remediations: remediationsOf(entry, analysis),
    severities: objectsOf(entry['ratings']).flatMap((rating) => severityOf(rating) ?? []),
    weaknesses: Array.isArray(entry['cwes'])
      ? [...new Set(entry['cwes'].filter(Number.isInteger).map((number) => `CWE-${number}`))]
      : [],
    ssvc: [],
    threats: [],
    references: objectsOf(entry['advisories']).flatMap((advisory) => {
      const url = nameOf(advisory['url']);
      return url === undefined ? [] : { url, tags: [] };
    }),
  });
}

function statementOf(
  affected: JsonObject,
  analysis: JsonObject,
  products: ReadonlyMap<string, ProductDescription>,
): ProductStatement | undefined {
  const ref = nameOf(affected['ref']);
  if (ref === undefined) return undefined;
  const state = nameOf(analysis['state']);
  const status = choiceOf(STATES, state) ?? 'unknown';
  const versions = objectsOf(affected['versions']).flatMap((version) => versionOf(version, status) ?? []);
  return present({
    product: products.get(ref) ?? elsewhere(ref),
    status: versions.length > 0 ? ('unknown' as const) : status,
    versions,
    justificationText: nameOf(analysis['justification']) ?? (state === 'false_positive' ? state : undefined),
    impact: textOf(analysis['detail']),
    productId: ref,
  });
}

/** A component of another BOM, `urn:cdx:serial/version#ref`: all that is known of it is its ref. */
function elsewhere(ref: string): ProductDescription {
  return {
    fullName: ref.slice(ref.indexOf('#') + 1),
    cpes: [],
    purls: ref.startsWith('pkg:') ? [ref] : [],
    modelNumbers: [],
    serialNumbers: [],
    stockNumbers: [],
    platforms: [],
  };
}

/** A version that is affected stands as the analysis says; one that is not, by why the analysis says that none is. */
function versionOf(entry: JsonObject, state: ProductStatus): VersionStatement | undefined {
  const range = nameOf(entry['range']);
  const version = nameOf(entry['version']);
  const written = nameOf(entry['status']) ?? 'affected';
  const status =
    written === 'unaffected'
      ? state === 'fixed'
        ? 'fixed'
        : 'not-affected'
      : written === 'affected'
        ? state === 'not-affected' || state === 'unknown'
          ? 'affected'
          : state
        : 'unknown';
  if (range !== undefined) return { form: 'text', text: range, status };
  return version === undefined ? undefined : versionStatementOf(version, status);
}

function remediationsOf(entry: JsonObject, analysis: JsonObject): Remediation[] {
  const recommendation = textOf(entry['recommendation']);
  const workaround = textOf(entry['workaround']);
  const detail = textOf(analysis['detail']) ?? '';
  const remediation = (category: Remediation['category'], details: string) => ({
    category,
    details,
    productIds: [],
    fixIds: category === 'vendor_fix' ? updateNames(details) : [],
  });
  return [
    ...(recommendation === undefined ? [] : [remediation('vendor_fix', recommendation)]),
    ...(workaround === undefined ? [] : [remediation('workaround', workaround)]),
    ...namesOf(analysis['response']).flatMap((response) => {
      const category = choiceOf(RESPONSES, response);
      return category === undefined ? [] : remediation(category, detail);
    }),
  ];
}

function severityOf(rating: JsonObject): SeverityVector | undefined {
  const vector = nameOf(rating['vector']);
  if (vector === undefined) return undefined;
  const prefix = /^CVSS:/.test(vector) ? '' : (choiceOf(PREFIXES, rating['method']) ?? '');
  const scoredBy = nameOf(objectOf(rating['source'])?.['name']) ?? '';
  return severityOfVector(
    `${prefix}${vector}`,
    { scoredBy, primary: true, productIds: [] },
    numberOf(rating['score']),
  );
}
