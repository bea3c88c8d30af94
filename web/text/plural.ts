/** Counts in sentences. */

/** "1 device", "51 devices", "4,501 devices". */
export function plural(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
