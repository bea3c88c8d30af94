/**
 * Remote Desktop Protocol: what client and server negotiate in clear, up to where encryption begins. MS-RDPBCGR 2.2.1
 * over T.125, X.224 and RFC 1006; MS-CSSP 2.2.1 where it is not inside TLS; MS-RDPEUDP 2.2.2 for the transport over UDP.
 *
 *   TPKT 03 00 length2   X.224 length1 E0|D0 destination2 source2 class1 [cookie CR LF] [kind1 flags1 0800 value4]
 *   TPKT 03 00 length2   X.224 02 F0 80   T.125 7F 65|66 … "Duca"|"McDn" length {type2 length2 block}*
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  HAND_OVER,
  NEED_MORE,
  type Progress,
  STOP_DIRECTION,
  STOP_FLOW,
} from '../dissector.ts';
import { BER_SEQUENCE, enterBer } from '../encodings/ber.ts';
import { sayNtlm } from '../encodings/ntlm-facts.ts';
import { findNtlmMessage } from '../encodings/ntlmssp.ts';
import {
  COTP_CONNECT_CONFIRM,
  COTP_CONNECT_REQUEST,
  COTP_DATA,
  TPKT_OCTETS,
  TPKT_VERSION,
} from '../encodings/tpkt.ts';
import { MESSAGE_LIMIT_OCTETS } from './constants.ts';
import { sayConfirm, sayRequest, saySettings } from './decode-exchange.ts';
import { RDP_FACTS } from './facts.ts';
import { recogniseTcp, recogniseUdp } from './recognise.ts';

/** Messages in clear are two to six a flow; CredSSP adds four. */
const MESSAGES_PER_FLOW = 16;

export const rdp = defineDissector({
  id: 'rdp',
  title: 'Remote Desktop Protocol, connection sequence (MS-RDPBCGR)',
  carriers: ['tcp', 'udp'],
  hints: [3389],
  datagramStarts: [0xff],
  facts: RDP_FACTS,
  anomalies: [],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: MESSAGE_LIMIT_OCTETS },

  recognise(octets, flow) {
    return flow.carrier === 'udp' ? recogniseUdp(octets) : recogniseTcp(octets);
  },

  dissect(octets, flow, out) {
    if (flow.carrier === 'udp') {
      out.fact('transport', 'udp');
      return STOP_FLOW;
    }
    const first = octets.peek();
    if (first === BER_SEQUENCE) return readCredSsp(octets, out);
    return first === TPKT_VERSION ? readTpkt(octets, out) : STOP_DIRECTION;
  },
});

function readTpkt(octets: OctetReader, out: FactSink): Progress {
  if (octets.remaining < TPKT_OCTETS) return NEED_MORE;
  const length = octets.peek16(2);
  if (length < TPKT_OCTETS + 3 || length > MESSAGE_LIMIT_OCTETS) return STOP_DIRECTION;
  if (octets.remaining < length) return NEED_MORE;
  const message = octets.sub(length);
  message.skip(TPKT_OCTETS + 1);
  switch (message.u8()) {
    case COTP_CONNECT_REQUEST:
      out.serverIs('receiver');
      // Behind a request for TLS comes TLS, whether or not the capture holds the confirm: recognise anew, RDP included.
      return sayRequest(message, out) ? HAND_OVER : length;
    case COTP_CONNECT_CONFIRM:
      out.serverIs('sender');
      return sayConfirm(message, out) ? HAND_OVER : length;
    case COTP_DATA:
      saySettings(message, out);
      return STOP_DIRECTION;
    default:
      return STOP_DIRECTION;
  }
}

/** MS-CSSP 2.2.1: the first token of each side holds an NTLM message; what comes later is encrypted. */
function readCredSsp(octets: OctetReader, out: FactSink): Progress {
  const start = octets.position;
  if (octets.remaining < 5) return NEED_MORE;
  // A limit beyond what is there: first learn the length, then wait for the octets.
  const end = enterBer(octets, BER_SEQUENCE, start + MESSAGE_LIMIT_OCTETS);
  if (end < 0) return STOP_DIRECTION;
  if (end > octets.length) return NEED_MORE;
  const length = end - start;
  sayNtlm(findNtlmMessage(octets, end - octets.position), out);
  return length;
}
