/** All readers, one line each. A document goes to the first that recognises it, so the strict stand before the lenient. */

import { CSAF_READER } from './csaf/reader.ts';
import { CVE_LIST_READER } from './cve-list/reader.ts';
import { EPSS_READER } from './epss/reader.ts';
import type { DocumentReader, TableReader } from './feed-reader.ts';
import { KEV_READER, KEV_TABLE_READER } from './kev/reader.ts';
import { NVD_READER } from './nvd/reader.ts';
import { OPENVEX_READER } from './openvex/reader.ts';

export const DOCUMENT_READERS: readonly DocumentReader[] = [
  CVE_LIST_READER,
  CSAF_READER,
  OPENVEX_READER,
  KEV_READER,
  NVD_READER,
];

export const TABLE_READERS: readonly TableReader[] = [EPSS_READER, KEV_TABLE_READER];
