/**
 * Names of Microsoft's updates (knowledge base numbers) in what documents write about a fix:
 *
 *   KB5034127      KB 5034127      https://support.microsoft.com/help/5034127      …Search.aspx?q=KB5034127
 *   10.0.17763.5458:Security Update:https://support.microsoft.com/help/5034768      build, kind, article
 */

/** Other makers number their articles alike, but with zeros in front (KB0106670). */
const NUMBER =
  /\bKB ?([1-9]\d{5,6})\b|\bsupport\.microsoft\.com\/(?:[a-z-]+\/)?(?:help|kb)\/([1-9]\d{5,6})\b/gi;
const BUILD_FIRST = /^(\d{1,2}\.\d{1,2}\.\d{4,5}\.\d{1,6}):/;
/** Updates that one remedy names. */
const NAMES_LIMIT = 64;

/** The updates that texts about a fix name, each once, as `KB5034127`. */
export function updateNames(...texts: readonly (string | undefined)[]): string[] {
  const names = new Set<string>();
  for (const text of texts)
    for (const [, number, article] of (text ?? '').matchAll(NUMBER)) names.add(`KB${number ?? article}`);
  return [...names].slice(0, NAMES_LIMIT);
}

/** `KB5034127` for a number with or without the letters; undefined for another text. */
export function updateNameOf(text: string | undefined): string | undefined {
  const [, number] = /^(?:KB ?)?([1-9]\d{5,6})$/i.exec(text?.trim() ?? '') ?? [];
  return number === undefined ? undefined : `KB${number}`;
}

/** The build with which the text of a remedy begins. */
export function fixedBuildOf(details: string): string | undefined {
  return BUILD_FIRST.exec(details)?.[1];
}
