import { expect, it } from 'vitest';
import {
  clientSends,
  converse,
  describeDissector,
  serverFact,
  serverSends,
  type Vector,
} from '../dissector.contract.ts';
import { HEADER_BLOCK_LIMIT } from '../encodings/http-header.ts';
import { CHALLENGE_LIMIT, MESSAGE_LIMIT, rtsp } from './dissector.ts';

const DESCRIBE =
  '444553435249424520727473703a2f2f31302e32302e36302e33312f617869732d6d656469612f6d656469612e616d7020525453502f312e300d0a435365713a20320d0a557365722d4167656e743a204e56522f372e310d0a4163636570743a206170706c69636174696f6e2f7364700d0a0d0a';
const UNAUTHORISED =
  '525453502f312e302034303120556e617574686f72697a65640d0a435365713a20320d0a5365727665723a20415849532050333234352d4c56204e6574776f726b2043616d6572612052545350205365727665722031302e31322e3131340d0a5757572d41757468656e7469636174653a20446967657374207265616c6d3d22415849535f414343433845304136303031222c206e6f6e63653d2230303030222c207374616c653d46414c53450d0a5757572d41757468656e7469636174653a204261736963207265616c6d3d22415849535f414343433845304136303031220d0a0d0a';

const vectors: Vector[] = [
  {
    name: 'rtsp-describe: DESCRIBE and 401',
    messages: [
      { from: 'client', hex: DESCRIBE },
      { from: 'server', hex: UNAUTHORISED },
    ],
    facts: [
      { field: 'user-agent', value: 'NVR/7.1' },
      serverFact('server', 'AXIS P3245-LV Network Camera RTSP Server 10.12.114'),
      serverFact('auth-scheme', 'digest'),
      serverFact('realm', 'AXIS_ACCC8E0A6001'),
      serverFact('realm-mac', 'ac:cc:8e:0a:60:01'),
      serverFact('auth-scheme', 'basic'),
    ],
    server: 'server',
  },
  {
    name: 'Basic credentials, a body, interleaved frames and an empty line',
    messages: [
      clientSends(
        'OPTIONS rtsp://10.0.0.1/ RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: Recorder/2\r\nUser-Agent: second\r\nAuthorization: Basic UExBTlRFRA==\r\n\r\n\r\n',
      ),
      serverSends(
        'RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 5\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n$\x00\x00\x03abcRTSP/1.0 200 OK\r\nServer: GStreamer RTSP server\r\n\r\n',
      ),
    ],
    facts: [
      { field: 'user-agent', value: 'Recorder/2' },
      { field: 'clear-text-credential', value: 'basic' },
      serverFact('auth-outcome', 'accepted'),
      serverFact('server', 'GStreamer RTSP server'),
    ],
    planted: ['UExBTlRFRA', 'PLANTED'],
  },
  {
    name: 'refused credentials, a stale nonce, and answers through a proxy',
    messages: [
      clientSends('DESCRIBE rtsp://a/ RTSP/1.0\r\nAuthorization: Digest username="PLANTED"\r\n\r\n'),
      serverSends('RTSP/1.0 401 No\r\nWWW-Authenticate: Digest realm=cam, stale="TRUE"\r\n\r\n'),
      clientSends(
        'DESCRIBE rtsp://a/ RTSP/1.0\r\nAuthorization: Digest username="PLANTED"\r\nVia: 1.0 x\r\n\r\n',
      ),
      serverSends('RTSP/1.0 401 No\r\nWWW-Authenticate: X-Other\r\n\r\n'),
      clientSends('DESCRIBE rtsp://a/ RTSP/1.0\r\nUser-Agent: other host\r\nVia: 1.0 x\r\n\r\n'),
      serverSends('RTSP/1.0 200 OK\r\nServer: other host\r\nVia: 1.0 x\r\n\r\nneither'),
    ],
    facts: [
      serverFact('auth-scheme', 'digest'),
      serverFact('realm', 'cam'),
      serverFact('auth-scheme', 'other'),
      serverFact('auth-outcome', 'rejected'),
    ],
    planted: ['PLANTED', 'other host'],
  },
  {
    name: 'HTTP is not RTSP',
    messages: [clientSends('GET / HTTP/1.1\r\n\r\n')],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'a header without end',
    messages: [serverSends(`RTSP/1.0 200 OK\r\n${'X: y\r\n'.repeat(HEADER_BLOCK_LIMIT / 6)}`)],
    facts: [],
    anomalies: ['header-too-long'],
  },
];

describeDissector(rtsp, vectors);

const facts = (...messages: string[]) =>
  converse(
    rtsp,
    { name: '', messages: [], facts: [] },
    messages.map((text) => ({ from: 'server', octets: Buffer.from(text, 'latin1') })),
  ).facts.map((fact) => `${fact.field}=${fact.value}`);

it('reads MESSAGE_LIMIT messages of a flow and CHALLENGE_LIMIT challenges of an answer', () => {
  const plain = 'RTSP/1.0 200 OK\r\n\r\n';
  const last = 'RTSP/1.0 200 OK\r\nServer: last\r\n\r\n';
  expect(facts(plain.repeat(MESSAGE_LIMIT - 1) + last)).toContain('server=last');
  expect(facts(plain.repeat(MESSAGE_LIMIT) + last)).not.toContain('server=last');
  const challenges = (count: number) =>
    `RTSP/1.0 401 No\r\n${'WWW-Authenticate: Basic\r\n'.repeat(count)}WWW-Authenticate: Digest realm=z\r\n\r\n`;
  expect(facts(challenges(CHALLENGE_LIMIT - 1))).toContain('realm=z');
  expect(facts(challenges(CHALLENGE_LIMIT))).not.toContain('realm=z');
});
