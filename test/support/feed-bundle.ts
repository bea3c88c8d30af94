/** Signed bundles of feed files, as somebody with a network makes them for a site without one. */

import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { exportBundle } from '../../src/feeds/bundle/export-bundle.ts';
import { openCatalogue } from '../../src/feeds/open-catalogue.ts';
import { feedFoldersIn } from '../../src/main/update-feeds-job.ts';
import { type FeedFiles, writeFeedFiles } from './feed-folder.ts';

const pem = { format: 'pem' } as const;

/** Who makes bundles that the server of a data folder trusts. */
export class BundleMaker {
  private readonly folder: string;
  private readonly key: string;
  private made = 0;

  /** `folder` is that of the test's database: the server keeps its data in `data` below it. */
  constructor(folder: string) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.folder = folder;
    this.key = privateKey.export({ ...pem, type: 'pkcs8' }).toString();
    const { keyFolder } = feedFoldersIn(path.join(folder, 'data'));
    fs.writeFileSync(path.join(keyFolder, 'maker.pem'), publicKey.export({ ...pem, type: 'spki' }));
  }

  /** Makes one of these files; returns where it lies. */
  async make(files: FeedFiles): Promise<string> {
    const work = path.join(this.folder, `bundle-${this.made++}`);
    const feedFolder = path.join(work, 'feeds');
    writeFeedFiles(feedFolder, files);
    const nowMicros = Date.now() * 1_000;
    const catalogue = await openCatalogue([feedFolder], { cacheFolder: path.join(work, 'cache'), nowMicros });
    const { feeds } = catalogue;
    catalogue.close();
    const out = path.join(work, 'bundle.tar');
    await exportBundle([feedFolder], { out, privateKeyPem: this.key, nowMicros, feeds });
    return out;
  }
}
