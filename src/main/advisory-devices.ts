/**
 * Which products of an organisation one document speaks of, and how each stands by its word alone: its records are matched
 * as if nothing else were known. What all documents, decisions and use make of it stands in the findings.
 */

import type { DeviceSelection } from '../access/device-selection.ts';
import type { AdvisoryOpinion } from '../api/risk-desk.ts';
import type { Database, OrganisationId } from '../store/database.ts';
import { loadBills } from '../store/device-documents.ts';
import { reviewRules } from '../store/match-review.ts';
import { productsWithFindings } from '../store/products.ts';
import type { Finding } from '../vulnerability/finding.ts';
import { Matcher } from '../vulnerability/matcher.ts';
import { MemoryCatalogue } from '../vulnerability/memory-catalogue.ts';
import { ReviewRules } from '../vulnerability/review-rules.ts';
import { VendorNames } from '../vulnerability/vendor-names.ts';
import type { FoundAdvisory } from './describe-advisory.ts';
import { loadVendors } from './load-knowledge.ts';
import { matchTuple } from './match-product.ts';

/** Products that are compared with one document, and records of it. */
export const PRODUCTS_LIMIT = 200;
export const RECORDS_LIMIT = 200;

/** The heavier the first: a product that several of its vulnerabilities are in stands as the heaviest says. */
const WEIGHT = ['affected', 'cannot-tell', 'fixed', 'not-affected'] as const;

export async function opinionsOfAdvisory(
  database: Database,
  organisation: OrganisationId,
  selection: DeviceSelection,
  { records }: FoundAdvisory,
): Promise<{ readonly opinions: readonly AdvisoryOpinion[]; readonly isComplete: boolean }> {
  const cves = [...new Set(records.map(({ id }) => id))];
  const stored = await database.asOrganisation(organisation, async (transaction) => {
    const found = await productsWithFindings(transaction, selection, cves, PRODUCTS_LIMIT + 1);
    const products = found.slice(0, PRODUCTS_LIMIT);
    const bills = await loadBills(transaction, [...new Set(products.flatMap(({ bills = [] }) => bills))]);
    return { found, products, bills, rules: await reviewRules(transaction) };
  });
  const { products, bills } = stored;
  const here = new Set(products.flatMap(({ cves: its }) => its));
  const asked = records.filter(({ id }) => here.has(id));
  const matcher = new Matcher(
    new MemoryCatalogue(asked.slice(0, RECORDS_LIMIT)),
    new VendorNames(loadVendors()),
    new ReviewRules(stored.rules),
  );
  return {
    opinions: products.flatMap((product) => {
      const findings = matchTuple(matcher, product, bills).parts.map(({ finding }) => finding);
      const opinion = heaviest(findings);
      return opinion ? [{ product: product.id, devices: product.devices, ...opinion }] : [];
    }),
    isComplete: stored.found.length <= PRODUCTS_LIMIT && asked.length <= RECORDS_LIMIT,
  };
}

function heaviest(
  findings: readonly Finding[],
): Pick<AdvisoryOpinion, 'standing' | 'because' | 'cves'> | undefined {
  const standing = WEIGHT.find((each) => findings.some((finding) => standingOf(finding) === each));
  if (standing === undefined) return undefined;
  const its = findings.filter((finding) => standingOf(finding) === standing);
  return { standing, because: its[0]?.because ?? '', cves: its.map(({ cve }) => cve) };
}

function standingOf({ status, conditional }: Finding): AdvisoryOpinion['standing'] {
  if (status === 'fixed' || status === 'not-affected') return status;
  return status === 'affected' && !conditional ? 'affected' : 'cannot-tell';
}
