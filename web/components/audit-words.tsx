/** How a thing in the audit log ended. */

import type { z } from 'zod';
import type { AuditEntry as AuditEntrySchema } from '../../src/contract/audit.ts';
import { Chip } from '../design/chip.tsx';
import { auditText } from '../text/audit.ts';

export type AuditEntry = z.output<typeof AuditEntrySchema>;

const SETS = { done: 'plain', refused: 'high', failed: 'critical' } as const;

export function AuditResult({ entry: { result, code } }: { readonly entry: AuditEntry }) {
  return (
    <Chip set={SETS[result]} {...(code !== null && { title: code })}>
      {auditText.results[result]}
    </Chip>
  );
}
