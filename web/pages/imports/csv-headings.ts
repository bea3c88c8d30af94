/** The headings of an asset register: the first line of a CSV file, whatever separates its columns. Pure. */

/** Headings that are offered; the server reads as many. */
const HEADINGS_LIMIT = 128;
const SEPARATORS = [',', ';', '\t', '|'] as const;

/** Of the text that a file begins with; empty when its first line has fewer than two columns. */
export function csvHeadings(text: string): readonly string[] {
  const line = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '';
  const byCount = SEPARATORS.map((separator) => cellsOf(line, separator)).sort((a, b) => b.length - a.length);
  const headings = (byCount[0] ?? []).map((cell) => cell.trim()).filter((cell) => cell !== '');
  return headings.length < 2 ? [] : [...new Set(headings)].slice(0, HEADINGS_LIMIT);
}

/** Cells of a line; within quotes a separator is text, and two quotes are one (RFC 4180 2.7). */
function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const sign = line[at] ?? '';
    if (sign === '"' && isQuoted && line[at + 1] === '"') {
      cell += sign;
      at++;
    } else if (sign === '"') isQuoted = !isQuoted;
    else if (sign === separator && !isQuoted) {
      cells.push(cell);
      cell = '';
    } else cell += sign;
  }
  return [...cells, cell];
}
