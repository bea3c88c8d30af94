/** An advisory as its page shows it. */

import type { z } from 'zod';
import type { Advisory, AdvisoryDevices } from '../../../src/contract/advisory.ts';

export type WholeAdvisory = z.output<typeof Advisory>;
export type NamedVulnerability = WholeAdvisory['vulnerabilities'][number];
export type ConcernedByAdvisory = z.output<typeof AdvisoryDevices>;
