/** UUIDs as devices write them: alone, or behind `uuid:` (UPnP) or `urn:uuid:` (RFC 9562 4, WS-Discovery). */

import { isUuid } from '../../base/uuid.ts';

/** RFC 9562 5.9 and 5.10: nil and max name nothing. */
const NOTHING = /^(?:[0-]+|[f-]+)$/;

/** `text` in lower case when it is `prefix` and a UUID that can name a device; empty otherwise. */
export function deviceUuid(text: string, prefix: '' | 'uuid:' | 'urn:uuid:'): string {
  if (text.length !== prefix.length + 36) return '';
  const lower = text.toLowerCase();
  const uuid = lower.slice(prefix.length);
  return lower.startsWith(prefix) && isUuid(uuid) && !NOTHING.test(uuid) ? lower : '';
}
