/** Arrays for `unnest` as PostgreSQL reads them: the driver's own way takes ten times as long for thousands of rows. */

/** Of numbers, UUIDs or addresses, none of which needs quotes; null and undefined are NULL. */
export function plainArray(values: readonly (number | string | null | undefined)[]): string {
  let text = '{';
  for (let index = 0; index < values.length; index++) {
    if (index > 0) text += ',';
    text += values[index] ?? 'NULL';
  }
  return `${text}}`;
}

/** Of any text; null and undefined are NULL. */
export function textArray(values: readonly (string | null | undefined)[]): string {
  return plainArray(values.map((value) => (value == null ? null : `"${value.replace(/["\\]/g, '\\$&')}"`)));
}
