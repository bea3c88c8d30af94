/** How texts of two sources are compared: letters and digits alone, and makers by the words that tell them apart. */

export const plain = (text: string) =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');

/** Whether one text holds the other, which must be a fair part of it. */
export function isNear(a: string, b: string): boolean {
  const [short = '', long = ''] = [plain(a), plain(b)].sort((x, y) => x.length - y.length);
  return short.length > 1 && long.includes(short) && long.length <= 3 * short.length + 12;
}
