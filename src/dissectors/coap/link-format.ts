/**
 * Link format of /.well-known/core (RFC 6690): the types and titles of a device's resources.
 *
 *   links = link *("," link)     link = "<" target ">" *( ";" name ["=" value | quoted] )
 */

/** Links of one answer that are read. */
export const LINK_LIMIT = 48;
/** Values of one answer that are stated, of types and of titles each. */
export const VALUE_LIMIT = 16;
/** Longest type or title in characters. */
export const VALUE_CHARACTERS_LIMIT = 64;

export interface LinkValues {
  /** Words of `rt`. */
  readonly types: ReadonlySet<string>;
  readonly titles: ReadonlySet<string>;
}

const TYPE = /;\s*rt\s*=\s*(?:"([^"]*)"|([^",;]*))/;
const TITLE = /;\s*title\s*=\s*"([^"]*)"/;
/** A type is a name of the registry, a reverse domain name or a URN. */
const PLAIN_TYPE = /^[A-Za-z][\w.:/#-]*$/;
/** A title that may name a person is no fact about a device. */
const PLAIN_TITLE = /^(?!.*(?:patient|mrn\b|dob\b))[\p{L}\p{N}][\p{L}\p{N} .,:()/+#_-]*$/iu;

/** Reads `text`; `cut` means that its last link may not be whole. */
export function readLinkFormat(text: string, cut: boolean): LinkValues {
  const types = new Set<string>();
  const titles = new Set<string>();
  let at = text.indexOf('<');
  for (let link = 0; link < LINK_LIMIT && at >= 0; link++) {
    const close = text.indexOf('>', at);
    if (close < 0) break;
    const next = nextLink(text, close);
    if (next < 0 && cut) break;
    const parameters = text.slice(close + 1, next < 0 ? undefined : next);
    const type = TYPE.exec(parameters);
    for (const word of (type?.[1] ?? type?.[2] ?? '').split(' ')) keep(types, word, PLAIN_TYPE);
    keep(titles, TITLE.exec(parameters)?.[1] ?? '', PLAIN_TITLE);
    at = next < 0 ? -1 : text.indexOf('<', next);
  }
  return { types, titles };
}

/** Position of the comma that ends the link whose target ends at `at`; -1 when none does. Commas may be quoted. */
function nextLink(text: string, at: number): number {
  let quoted = false;
  for (let position = at; position < text.length; position++) {
    const character = text[position];
    if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) return position;
  }
  return -1;
}

function keep(values: Set<string>, value: string, rule: RegExp): void {
  if (values.size < VALUE_LIMIT && value.length <= VALUE_CHARACTERS_LIMIT && rule.test(value))
    values.add(value);
}
