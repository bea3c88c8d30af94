/** Reads what identification knows beforehand: `fingerprints/*.json` and the registry of MAC prefixes. */

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ScanMode } from '../active/gates.ts';
import { DISSECTORS } from '../dissectors/registry.ts';
import { type FingerprintFile, FingerprintSet } from '../identify/fingerprints.ts';
import type { Knowledge } from '../identify/knowledge.ts';
import { type CategoryFile, ModelCatalogue, type ModelFile } from '../identify/models.ts';
import { OuiRegistry } from '../identify/oui-registry.ts';
import { VendorDirectory, type VendorFile } from '../identify/vendors.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FINGERPRINT_FOLDER = path.join(ROOT, 'fingerprints');
const OUI_FILE = path.join(ROOT, 'dist', 'oui.txt');
/** Files in the folder that are vocabularies and no fingerprints. */
const VOCABULARIES: ReadonlySet<string> = new Set(['vendors.json', 'models.json', 'categories.json']);

/** Everything that ships with Wardlight. The files are part of the release, so a broken one is a defect and throws. */
export function loadKnowledge(): Knowledge {
  const files = fs
    .readdirSync(FINGERPRINT_FOLDER)
    .filter((name) => name.endsWith('.json') && !VOCABULARIES.has(name))
    .sort();
  const vendors = loadVendors();
  return {
    fingerprints: new FingerprintSet(files.map((name) => readJson<FingerprintFile>(name))),
    vendors,
    models: new ModelCatalogue(readJson<ModelFile>('models.json'), vendors),
    oui: fs.existsSync(OUI_FILE) ? new OuiRegistry(fs.readFileSync(OUI_FILE, 'utf8')) : undefined,
    dissectors: DISSECTORS,
  };
}

/** The same with what was imported into `folder`; reading it is put off until a value needs it. */
export async function loadKnowledgeWith(
  folder: string,
  onProblem: (message: string) => void,
): Promise<Knowledge> {
  const shipped = loadKnowledge();
  // Most installations have imported nothing: they need not even load the code.
  if (!fs.existsSync(folder)) return shipped;
  const { KnowledgeFolder } = await import('../knowledge/knowledge-folder.ts');
  const sources = new KnowledgeFolder(folder, onProblem).sources();
  if (sources.length === 0) return shipped;
  const { ImportedFingerprints } = await import('../imported/imported-fingerprints.ts');
  return { ...shipped, fingerprints: new ImportedFingerprints(shipped.fingerprints, sources) };
}

/** The words that imports are put into: the categories, and the makers that a text may begin with. */
export function loadVocabulary(): { categories: ReadonlySet<string>; vendors: VendorDirectory } {
  const { categories } = readJson<CategoryFile>('categories.json');
  return {
    categories: new Set(categories.map(({ id }) => id)),
    vendors: new VendorDirectory(readJson<VendorFile>('vendors.json')),
  };
}

/** The makers alone: what matching needs, in a hundredth of the time. */
export function loadVendors(): VendorDirectory {
  return new VendorDirectory(readJson<VendorFile>('vendors.json'));
}

/** What the store merges and asks devices by: the makers; criticality and scan mode of each category. */
export function loadDeviceRules(): {
  readonly vendors: VendorDirectory;
  readonly criticalityOf: ReadonlyMap<string, number>;
  readonly scanModeOf: ReadonlyMap<string, ScanMode>;
} {
  const { categories } = readJson<CategoryFile>('categories.json');
  // How critical a device of unknown category is, nobody knows: least critical would be a guess, and the wrong one.
  const known = categories.filter(({ id }) => id !== 'unknown');
  const criticalityOf = new Map(known.map(({ id, criticality }) => [id, criticality]));
  const scanModeOf = new Map(
    known.flatMap(({ id, activeQueries }) => (activeQueries ? [[id, activeQueries] as const] : [])),
  );
  return { vendors: loadVendors(), criticalityOf, scanModeOf };
}

/** Ids of the categories that a device can have, `unknown` not among them. */
export function loadCategoryIds(): ReadonlySet<string> {
  return new Set(readJson<CategoryFile>('categories.json').categories.map(({ id }) => id));
}

function readJson<Shape>(name: string): Shape {
  return JSON.parse(fs.readFileSync(path.join(FINGERPRINT_FOLDER, name), 'utf8')) as Shape;
}
