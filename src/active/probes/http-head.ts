/** One HTTP/1.1 HEAD of the start page (RFC 9110 9.3.2): the header without the page. No cookie, no credential, no redirect. */

import { AnswerBuffer } from '../answer-buffer.ts';
import { foreign, type Probe, type Turn, WAIT } from '../probe.ts';

const ANSWER_OCTETS = 16_384;
const HEADER_END = '\r\n\r\n';
const STATUS_LINE = /^HTTP\/1\.[01] \d{3}/;
/** As many octets as `STATUS_LINE` needs. */
const STATUS_OCTETS = 12;

const request = (address: string): Buffer =>
  Buffer.from(
    `HEAD / HTTP/1.1\r\nHost: ${address.includes(':') ? `[${address}]` : address}\r\nUser-Agent: Wardlight\r\nAccept: */*\r\nConnection: close\r\n\r\n`,
    'latin1',
  );

export const httpHead: Probe = {
  id: 'http-head',
  title: 'HTTP HEAD of the start page',
  about:
    'Asks for the header of the start page (RFC 9110 9.3.2), which names the software of the web server.',
  ...{ transport: 'tcp', port: 80, protocol: 'http', needs: [] },
  limits: { messages: 1, octets: 160, answerOctets: ANSWER_OCTETS },
  // The status line; cookies and redirects, which may name people, come behind it.
  legible: { sent: 160, received: STATUS_OCTETS },

  begin(_settings, _nonce, address) {
    const answer = new AnswerBuffer(ANSWER_OCTETS);
    return {
      opening: request(address),
      take(piece): Turn {
        if (!answer.add(piece)) return foreign('an HTTP header of usual length');
        const text = answer.octets.toString('latin1');
        if (text.length >= STATUS_OCTETS && !STATUS_LINE.test(text)) return foreign('HTTP');
        return text.includes(HEADER_END) ? { kind: 'end', answered: true } : WAIT;
      },
    };
  },
};
