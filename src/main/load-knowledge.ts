/** Reads what identification knows beforehand: `fingerprints/*.json` and the registry of MAC prefixes. */

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
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
  const vendors = new VendorDirectory(readJson<VendorFile>('vendors.json'));
  return {
    fingerprints: new FingerprintSet(files.map((name) => readJson<FingerprintFile>(name))),
    vendors,
    models: new ModelCatalogue(readJson<ModelFile>('models.json'), vendors),
    oui: fs.existsSync(OUI_FILE) ? new OuiRegistry(fs.readFileSync(OUI_FILE, 'utf8')) : undefined,
    dissectors: DISSECTORS,
  };
}

/** Ids of the categories that a device can have, `unknown` not among them. */
export function loadCategoryIds(): ReadonlySet<string> {
  return new Set(readJson<CategoryFile>('categories.json').categories.map(({ id }) => id));
}

function readJson<Shape>(name: string): Shape {
  return JSON.parse(fs.readFileSync(path.join(FINGERPRINT_FOLDER, name), 'utf8')) as Shape;
}
