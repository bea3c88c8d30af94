/** All readers, one line each. A document goes to the first that recognises it, so the strict stand before the lenient. */

import { ATTACK_READER } from './attack/reader.ts';
import { CSAF_READER } from './csaf/reader.ts';
import { CVE_LIST_READER } from './cve-list/reader.ts';
import { CYCLONEDX_READER } from './cyclonedx/reader.ts';
import { END_OF_LIFE_READER } from './end-of-life/reader.ts';
import { EPSS_READER } from './epss/reader.ts';
import { FDA_CLASSIFICATION_READER, FDA_CLASSIFICATION_TABLE_READER } from './fda/classification-reader.ts';
import { GUDID_READER } from './fda/gudid-reader.ts';
import { FDA_RECALL_READER } from './fda/recall-reader.ts';
import type { DocumentReader, TableReader } from './feed-reader.ts';
import { KEV_READER, KEV_TABLE_READER } from './kev/reader.ts';
import { MSRC_READER } from './msrc/reader.ts';
import { NVD_READER } from './nvd/reader.ts';
import { OPENVEX_READER } from './openvex/reader.ts';
import { OSV_READER } from './osv/reader.ts';
import { SPDX_READER } from './spdx/reader.ts';

export const DOCUMENT_READERS: readonly DocumentReader[] = [
  CVE_LIST_READER,
  CSAF_READER,
  MSRC_READER,
  OPENVEX_READER,
  CYCLONEDX_READER,
  SPDX_READER,
  ATTACK_READER,
  GUDID_READER,
  KEV_READER,
  FDA_RECALL_READER,
  FDA_CLASSIFICATION_READER,
  END_OF_LIFE_READER,
  NVD_READER,
  OSV_READER,
];

export const TABLE_READERS: readonly TableReader[] = [
  EPSS_READER,
  KEV_TABLE_READER,
  FDA_CLASSIFICATION_TABLE_READER,
];
