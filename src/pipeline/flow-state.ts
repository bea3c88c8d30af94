/**
 * The state word of a flow entry, as this room uses it:
 *
 *   bits 0-7    number of the recognised dissector, 0 for none
 *   bits 8-10   payload packets in which no protocol was recognised
 *   bit 11      STATE_SETTLED
 *   bits 12-16  flags below
 *   bits 17-29  messages read by a dissector that keeps no state
 *   bit 30      FLOW_CLOSED, which the flow table reads
 *   bit 31      STATE_OPENED
 */

export const STATE_PROTOCOL = 0xff;
export const STATE_ATTEMPT = 0x100;
export const STATE_ATTEMPTS = 0x700;
/** What was counted of it so far has been folded into its hosts, and it is known whether both ends were seen. */
export const STATE_SETTLED = 1 << 11;
/** Nothing that this flow carries can matter to a dissector any more. */
export const STATE_DONE = 1 << 12;
/** Endpoint B began the flow, as far as known. */
export const STATE_INITIATOR_IS_B = 1 << 13;
/** A SYN-ACK was seen: somebody serves here, whatever the protocol. */
export const STATE_ACCEPTED = 1 << 14;
/** A FIN or RST was seen. */
export const STATE_ENDED = 1 << 15;
/** The connection was refused: RST in answer to a SYN. */
export const STATE_REFUSED = 1 << 16;
export const STATE_MESSAGE = 1 << 17;
export const STATE_MESSAGES = 0x1fff << 17;
/** Who began a TCP connection was seen to ask for it (SYN). */
export const STATE_OPENED = 1 << 31;
/** Most messages that the counter holds. */
export const MESSAGE_COUNT_LIMIT = 0x1fff;
