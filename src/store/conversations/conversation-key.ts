/** What names a conversation: two ends, transport, port and protocol, hashed. Pure. */

import { hash } from 'node:crypto';
import {
  type AddressPlace,
  type Conversation,
  type ConversationEnd,
  placeOfAddress,
} from '../../identify/conversation.ts';

/** Hexadecimal digits: as many as a UUID has. */
const KEY_DIGITS = 32;

/** An end as the table holds it. */
export interface StoredEnd {
  readonly kind: 'device' | AddressPlace | 'other';
  readonly device: string | null;
  readonly ip: string | null;
}

const OTHER: StoredEnd = { kind: 'other', device: null, ip: null };

/** The end as it is stored; a device that the store does not know is one of the others. */
export function storedEnd(end: ConversationEnd, idOf: ReadonlyMap<string, string>): StoredEnd {
  if (end.kind === 'address') return { kind: placeOfAddress(end.ip), device: null, ip: end.ip };
  const device = end.kind === 'device' ? idOf.get(end.device) : undefined;
  return device === undefined ? OTHER : { kind: 'device', device, ip: null };
}

type Carrier = Pick<Conversation, 'transport' | 'port' | 'protocol'>;

/** Equal for equal conversations, and for no others. */
export function conversationKey(initiator: StoredEnd, responder: StoredEnd, carrier: Carrier): string {
  const endText = ({ device, ip }: StoredEnd) => device ?? ip ?? '*';
  const { transport, port, protocol } = carrier;
  const text = [endText(initiator), endText(responder), transport ?? '*', port ?? '*', protocol ?? '*'].join(
    '|',
  );
  return hash('sha256', text).slice(0, KEY_DIGITS);
}
