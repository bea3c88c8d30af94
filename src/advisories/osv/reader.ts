/**
 * OSV 1.x records: vulnerabilities of packages by ecosystem, with ranges of versions as events.
 *
 *   { id, modified, aliases, affected: [ { package: { ecosystem, name, purl },
 *     ranges: [ { type: "SEMVER", events: [ { introduced: "0" }, { fixed: "1.2" } ] } ], versions } ] }
 */

import type { JsonObject } from '../../base/json-object.ts';
import type {
  ProductStatement,
  VersionStatement,
  VulnerabilityRecord,
} from '../../vulnerability/vulnerability-record.ts';
import type { DocumentReader } from '../feed-reader.ts';
import { microsOf, nameOf, namesOf, objectOf, objectsOf, present, textOf } from '../json-value.ts';
import { severityOfVector } from '../severity.ts';
import { aliasesBeside, cveIdOf, vulnerabilityIdOf } from '../vulnerability-id.ts';

const FEED = 'osv';

export const OSV_READER: DocumentReader = {
  feed: FEED,
  title: 'OSV',
  keeps: 'entries',
  staleAfterDays: 7,
  lists: [],

  recognises(document) {
    const isDated = microsOf(document['modified']) !== undefined;
    return isDated && vulnerabilityIdOf(document['id']) !== undefined && Array.isArray(document['affected']);
  },

  read(document, _context, sink) {
    const own = vulnerabilityIdOf(document['id']);
    if (own === undefined) {
      sink.skip('id-missing');
      return;
    }
    const revisedMicros = microsOf(document['modified']);
    if (revisedMicros !== undefined) sink.dated(revisedMicros);
    sink.take(recordOf(own, document, revisedMicros));
  },
};

function recordOf(own: string, document: JsonObject, revisedMicros: number | undefined): VulnerabilityRecord {
  const names = [own, ...namesOf(document['aliases']), ...namesOf(document['upstream'])];
  const id = names.map(cveIdOf).find((name) => name !== undefined) ?? own;
  const scoring = { scoredBy: 'OSV', primary: true, productIds: [] };
  return present({
    kind: 'vulnerability' as const,
    source: present({
      feed: FEED,
      document: own,
      revision: nameOf(document['modified']) ?? '',
      publisher: 'OSV',
      role: 'database' as const,
      revisedMicros,
    }),
    id,
    aliases: aliasesBeside(id, names),
    state: document['withdrawn'] === undefined ? ('published' as const) : ('rejected' as const),
    title: nameOf(document['summary']),
    description: textOf(document['details']),
    publishedMicros: microsOf(document['published']),
    revisedMicros,
    configurations: [],
    statements: objectsOf(document['affected']).flatMap((entry) => statementOf(entry) ?? []),
    remediations: [],
    severities: objectsOf(document['severity']).flatMap(
      ({ score }) => severityOfVector(score, scoring) ?? [],
    ),
    weaknesses: namesOf(objectOf(document['database_specific'])?.['cwe_ids']).filter((name) =>
      /^CWE-\d{1,6}$/.test(name),
    ),
    ssvc: [],
    threats: [],
    references: objectsOf(document['references']).flatMap((reference) => {
      const url = nameOf(reference['url']);
      const type = nameOf(reference['type'])?.toLowerCase();
      return url === undefined ? [] : { url, tags: type === undefined ? [] : [type] };
    }),
  });
}

function statementOf(affected: JsonObject): ProductStatement | undefined {
  const its = objectOf(affected['package']) ?? {};
  const packageName = nameOf(its['name']);
  const purl = nameOf(its['purl']);
  if (packageName === undefined && purl === undefined) return undefined;
  const ranges = objectsOf(affected['ranges']).flatMap((range) => rangesOf(range, nameOf(its['ecosystem'])));
  // The list of versions repeats what the ranges say; alone it says it.
  const exact = namesOf(affected['versions']).map(
    (version): VersionStatement => ({ form: 'exact', version, status: 'affected' }),
  );
  const versions = ranges.length > 0 ? ranges : exact;
  return {
    product: present({
      packageName,
      collection: nameOf(its['ecosystem']),
      cpes: [],
      purls: purl === undefined ? [] : [purl],
      modelNumbers: [],
      serialNumbers: [],
      stockNumbers: [],
      platforms: [],
    }),
    status: versions.length > 0 ? 'not-affected' : 'affected',
    versions,
  };
}

/** Events in their order make ranges: introduced opens one, fixed or last_affected closes it. Commits are no versions. */
function rangesOf(range: JsonObject, ecosystem: string | undefined): VersionStatement[] {
  if (range['type'] === 'GIT') return [];
  const scheme = range['type'] === 'SEMVER' ? 'semver' : ecosystem?.split(':', 1)[0]?.toLowerCase();
  const statements: VersionStatement[] = [];
  let from: string | undefined;
  const close = (end: { readonly toExcluding?: string; readonly toIncluding?: string }) => {
    const bounds = present({ fromIncluding: from === '0' ? undefined : from, ...end });
    statements.push(
      present({ form: 'range' as const, bounds, scheme, status: 'affected' as const, changes: [] }),
    );
    from = undefined;
  };
  for (const event of objectsOf(range['events'])) {
    const introduced = nameOf(event['introduced']);
    const fixed = nameOf(event['fixed']);
    const last = nameOf(event['last_affected']);
    if (introduced !== undefined) {
      if (from !== undefined) close({});
      from = introduced;
    } else if (from !== undefined && fixed !== undefined) close({ toExcluding: fixed });
    else if (from !== undefined && last !== undefined) close({ toIncluding: last });
  }
  if (from !== undefined) close({});
  return statements;
}
