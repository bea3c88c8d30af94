/**
 * DICOM upper layer and DIMSE over TCP, on any port: who talks to whom, in which role, and which equipment made the
 * objects. Bodies are skipped: of a dataset the first 8 KiB are read, and from those only listed elements.
 * DICOM 2024e PS3.8 (upper layer), PS3.7 (DIMSE), PS3.5 (encoding).
 *
 *   A-ASSOCIATE-RQ / -AC, then P-DATA-TF { command set | dataset fragments } both ways, then A-RELEASE
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, NEED_MORE, type Progress, STOP_DIRECTION } from '../dissector.ts';
import { readAbort, readAccept, readReject, readRequest } from './association.ts';
import { newStream, resetStream } from './data-stream.ts';
import { DICOM_FACTS } from './facts.ts';
import { beginData, type DataFlow, readData } from './p-data.ts';
import {
  A_ABORT,
  A_ASSOCIATE_AC,
  A_ASSOCIATE_RJ,
  A_ASSOCIATE_RQ,
  A_RELEASE_RP,
  A_RELEASE_RQ,
  ASSOCIATE_LIMIT,
  ASSOCIATE_MINIMUM,
  HEADER_OCTETS,
  P_DATA_TF,
  recognisePdu,
} from './pdu.ts';

/** Steps of one flow (headers, fragments, pieces of fragments): some hundred images. */
const STEPS_LIMIT = 20_000;

export const dicom = defineDissector<DataFlow>({
  id: 'dicom',
  title: 'DICOM upper layer and DIMSE (PS3.8, PS3.7)',
  carriers: ['tcp'],
  hints: [104, 11112, 4242, 2761, 2762],
  facts: DICOM_FACTS,
  anomalies: [
    'command-too-long',
    'context-not-accepted',
    'depth-limit',
    'element-length',
    'element-limit',
    'item-length',
    'open-contexts',
    'pdu-length',
    'pdv-length',
    'unknown-command',
    'unknown-pdu',
    'unknown-vr',
  ],
  limits: { messagesPerFlow: STEPS_LIMIT, heldOctets: HEADER_OCTETS + ASSOCIATE_LIMIT },

  recognise: recognisePdu,

  begin: () => ({
    association: { requestor: undefined, contexts: new Map() },
    streams: [newStream(), newStream()],
    said: new Set(),
    datasetsRead: 0,
  }),

  dissect(octets, flow, out) {
    const stream = flow.state.streams[flow.direction];
    if (stream.pduLeft > 0 || stream.fragmentLeft > 0) {
      // After lost octets reading resumes at the start of a PDU, wherever the stream stood; no fragment starts so.
      if (recognisePdu(octets) !== 'yes') return readData(octets, flow.state, flow.direction, out);
      resetStream(stream);
    }
    if (octets.remaining < HEADER_OCTETS) return NEED_MORE;
    if (octets.peek(0) === P_DATA_TF) return beginData(octets, stream, out);
    return readControl(octets, flow.state, flow.direction, out);
  },
});

/** Any PDU but P-DATA: read whole. */
function readControl(octets: OctetReader, state: DataFlow, direction: 0 | 1, out: FactSink): Progress {
  const type = octets.peek(0);
  const length = octets.peek32(2);
  if (type < A_ASSOCIATE_RQ || type > A_ABORT) {
    out.anomaly('unknown-pdu');
    return STOP_DIRECTION;
  }
  const isAssociate = type === A_ASSOCIATE_RQ || type === A_ASSOCIATE_AC;
  if (isAssociate ? length < ASSOCIATE_MINIMUM || length > ASSOCIATE_LIMIT : length !== 4) {
    out.anomaly('pdu-length');
    return STOP_DIRECTION;
  }
  const whole = HEADER_OCTETS + length;
  if (octets.remaining < whole) return NEED_MORE;
  const pdu = octets.sub(whole);
  if (type === A_ASSOCIATE_RQ) readRequest(pdu, direction, state.association, out);
  else if (type === A_ASSOCIATE_AC) readAccept(pdu, direction, state.association, out);
  else if (type === A_ASSOCIATE_RJ) readReject(pdu, out);
  else if (type === A_ABORT) readAbort(pdu, out);
  else if (type !== A_RELEASE_RQ && type !== A_RELEASE_RP) return STOP_DIRECTION;
  return whole;
}
