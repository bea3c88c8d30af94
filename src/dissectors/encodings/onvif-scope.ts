/**
 * Scopes of ONVIF devices (ONVIF Core 7.3.3) and percent-encoding in scopes (RFC 3986 2.1).
 *
 *   onvif://www.onvif.org/<category>/<value>      name, hardware, type, location, Profile; makers add mac, model and more
 */

const PREFIX = 'onvif://www.onvif.org/';

export interface OnvifScope {
  /** As written, in lower case: `hardware`. */
  readonly category: string;
  /** Percent-encoding undone; may hold further slashes. */
  readonly value: string;
}

/** The category and value of an ONVIF scope; undefined for any other scope. */
export function parseOnvifScope(scope: string): OnvifScope | undefined {
  if (!scope.startsWith(PREFIX)) return undefined;
  const slash = scope.indexOf('/', PREFIX.length);
  if (slash < 0) return undefined;
  const category = scope.slice(PREFIX.length, slash).toLowerCase();
  return { category, value: unescapedPercent(scope.slice(slash + 1)) };
}

/** Percent-encoded octets as UTF-8; a malformed one stays as it stands. */
export function unescapedPercent(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
