/** A document, as the server tells of it. */

import type { z } from 'zod';
import type { Document } from '../../../src/contract/document.ts';

export type DocumentRow = z.output<typeof Document>;
