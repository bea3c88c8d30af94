/** What was read of files of records and what was left out, in a few lines for people. */

import type { ReadRecords } from '../main/read-records.ts';

const REASONS_SHOWN = 6;
const FIELDS_SHOWN = 12;

const REASONS: Readonly<Record<string, string>> = {
  'address-invalid': 'without an address that is one',
  'cut-short': 'cut short',
  'kind-not-read': 'of a kind that is not read',
  'lease-ended': 'of a lease that has ended',
  'line-too-long': 'too long',
  'names-no-device': 'that name no device',
  'no-columns': 'without columns that are understood',
  'not-a-record': 'that are no records',
  'template-missing': 'before their template',
  'too-many': 'beyond the limit',
  'value-invalid': 'with a value that cannot be',
};

export function renderRecordSummary({ files, devices, unplaced, damages }: ReadRecords): string {
  const lines = [`\n${devices.length} devices in ${files.length} files of records.`];
  for (const [index, { file, format, read, skipped, ignoredFields }] of files.entries()) {
    lines.push(`  ${file}: ${format}, ${read} read`);
    const left = Object.entries(skipped).sort(([, a], [, b]) => b - a);
    if (left.length > 0)
      lines.push(
        `    left out: ${left
          .slice(0, REASONS_SHOWN)
          .map(([reason, count]) => `${count} ${REASONS[reason] ?? reason}`)
          .join(', ')}`,
      );
    const fields = Object.keys(ignoredFields);
    if (fields.length > 0) {
      const rest = fields.length > FIELDS_SHOWN ? ` and ${fields.length - FIELDS_SHOWN} more` : '';
      lines.push(`    fields not read: ${fields.slice(0, FIELDS_SHOWN).join(', ')}${rest}`);
    }
    const damage = damages.get(index);
    if (damage !== undefined) lines.push(`    ${damage}`);
  }
  if (unplaced.length > 0)
    lines.push(`  ${unplaced.length} rows name no address: a server finds their devices by serial number.`);
  return `${lines.join('\n')}\n`;
}
