import { describe, expect, it } from 'vitest';
import {
  clientSends,
  converse,
  describeDissector,
  serverFact,
  serverSends,
  type Vector,
  type VectorMessage,
} from '../dissector.contract.ts';
import {
  BODY_COUNT_LIMIT,
  CHUNK_COUNT_LIMIT,
  GUESSING_HEAD_LIMIT,
  HEAD_LIMIT,
  PENDING_LIMIT,
} from './conversation.ts';
import { http } from './dissector.ts';
import { answer, DOCUMENT_VECTORS } from './document-vectors.arbitrary.ts';

/** NTLM challenge of Windows 7: domain HOSP, computer MR01, version 6.1.7601. */
const NTLM_CHALLENGE = Buffer.from(
  '4e544c4d5353500002000000080008003800000015828ae2000102030405060700000000000000004e004e00400000000601b11d0000000f48004f00530050000200080048004f0053005000010008004d005200300031000400100068006f00730070002e006c0061006e0003001a006d007200300031002e0068006f00730070002e006c0061006e0000000000',
  'hex',
).toString('base64');
/** NTLM authenticate of svc_pacs on MRVIDA01, version 10.0.19041. */
const NTLM_AUTHENTICATE = Buffer.from(
  '4e544c4d53535000030000001800180070000000180018008800000008000800480000001000100050000000100010006000000000000000a0000000158288e20a00614a0000000f48004f00530050007300760063005f0070006100630073004d005200560049004400410030003100000000000000000000000000000000000000000000000000111111111111111111111111111111111111111111111111',
  'hex',
).toString('base64');
const NTLM_NEGOTIATE = Buffer.from(`NTLMSSP\0\x01\0\0\0\x07\x82\0\0${'\0'.repeat(16)}`, 'latin1').toString(
  'base64',
);

const vectors: Vector[] = [
  {
    name: 'n-http-on-104: HTTP on port 104',
    serverPort: 104,
    messages: [
      { from: 'client', hex: '474554202f76696577657220485454502f312e310d0a486f73743a20706163730d0a0d0a' },
    ],
    facts: [{ field: 'host', value: 'pacs', about: 'receiver' }],
    server: 'server',
  },
  {
    name: 'n-hl7-in-http: MSH inside a body without the media type of HL7',
    messages: [
      {
        from: 'client',
        hex: '504f5354202f686c3720485454502f312e310d0a486f73743a20780d0a436f6e74656e742d4c656e6774683a2033300d0a0d0a4d53487c5e7e5c267c4150507c4641437c7c7c32303236303331307c7c414454',
      },
    ],
    facts: [{ field: 'host', value: 'x', about: 'receiver' }],
    planted: ['MSH|', 'ADT'],
  },
  {
    name: 'request and answer with the software of both ends',
    messages: [
      clientSends(
        'GET /status?patient=PLANTED HTTP/1.1\r\nHost: pump-04.hosp.lan:8080\r\nUser-Agent: PumpUpdate/2.1 (Plum 360)\r\nAccept: */*\r\n\r\n',
      ),
      serverSends(
        'HTTP/1.1 200 OK\r\nDate: x\r\nServer : GoAhead-Webs\r\nX-Powered-By:\tASP.NET \r\nSet-Cookie: JSESSIONID=PLANTED; Path=/\r\nContent-Length: 3\r\n\r\nabc',
      ),
      clientSends('GET / HTTP/1.1\r\nHost: 10.0.0.4\r\nUser-Agent: PumpUpdate/2.1 (Plum 360)\r\n\r\n'),
      serverSends('HTTP/1.1 304 Not Modified\r\nServer: GoAhead-Webs\r\n\r\n'),
    ],
    facts: [
      { field: 'host', value: 'pump-04.hosp.lan', about: 'receiver' },
      { field: 'user-agent', value: 'PumpUpdate/2.1 (Plum 360)' },
      serverFact('server', 'GoAhead-Webs'),
      serverFact('powered-by', 'ASP.NET'),
      serverFact('cookie-name', 'JSESSIONID'),
    ],
    planted: ['PLANTED'],
    server: 'server',
  },
  {
    name: 'Basic credentials refused, then accepted',
    messages: [
      clientSends('GET / HTTP/1.0\r\n\r\n'),
      serverSends(
        'HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm="AXIS_ACCC8E0A6001", nonce="x", stale=FALSE\r\nWWW-Authenticate: Basic realm="AXIS \\"P\\""\r\nContent-Length: 0\r\n\r\n',
      ),
      clientSends('GET / HTTP/1.0\r\nAuthorization: Basic UExBTlRFRDpQTEFOVEVE\r\n\r\n'),
      serverSends(
        'HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm="AXIS \\"P\\""\r\nContent-Length: 0\r\n\r\n',
      ),
      clientSends('GET / HTTP/1.0\r\nAuthorization: Basic UExBTlRFRDpQTEFOVEVE\r\n\r\n'),
      serverSends('HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n'),
      clientSends('GET /setup HTTP/1.0\r\nAuthorization: Bearer PLANTED\r\n\r\n'),
      serverSends('HTTP/1.0 403 Forbidden\r\nContent-Length: 0\r\n\r\n'),
    ],
    facts: [
      serverFact('auth-scheme', 'digest'),
      serverFact('realm', 'AXIS_ACCC8E0A6001'),
      serverFact('auth-scheme', 'basic'),
      serverFact('realm', 'AXIS "P"'),
      { field: 'clear-text-credential', value: 'basic' },
      serverFact('auth-outcome', 'rejected'),
      serverFact('auth-outcome', 'accepted'),
      { field: 'clear-text-credential', value: 'bearer' },
      serverFact('auth-outcome', 'forbidden'),
    ],
    planted: ['PLANTED', 'UExBTlRFRDpQTEFOVEVE'],
  },
  {
    name: 'Digest with a stale nonce is no refusal',
    messages: [
      clientSends('GET / HTTP/1.1\r\nAuthorization: Digest username="PLANTED"\r\n\r\n'),
      serverSends(
        'HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=cam, stale=true, nonce="y"\r\nContent-Length: 0\r\n\r\n',
      ),
    ],
    facts: [serverFact('auth-scheme', 'digest'), serverFact('realm', 'cam')],
    planted: ['PLANTED'],
  },
  {
    name: 'NTLM: names of the server and of the client, outcome after the last leg only',
    messages: [
      clientSends('GET / HTTP/1.1\r\n\r\n'),
      serverSends('HTTP/1.1 401 x\r\nWWW-Authenticate: Negotiate, NTLM\r\nContent-Length: 0\r\n\r\n'),
      clientSends(`GET / HTTP/1.1\r\nAuthorization: NTLM ${NTLM_NEGOTIATE}\r\n\r\n`),
      serverSends(`HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM ${NTLM_CHALLENGE}\r\nContent-Length: 0\r\n\r\n`),
      clientSends(`GET / HTTP/1.1\r\nAuthorization: NTLM ${NTLM_AUTHENTICATE}\r\n\r\n`),
      serverSends('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
    ],
    facts: [
      serverFact('auth-scheme', 'negotiate'),
      serverFact('auth-scheme', 'ntlm'),
      serverFact('ntlm-computer', 'MR01'),
      serverFact('ntlm-dns-computer', 'mr01.hosp.lan'),
      serverFact('ntlm-domain', 'HOSP'),
      serverFact('ntlm-dns-domain', 'hosp.lan'),
      serverFact('ntlm-version', '6.1.7601'),
      { field: 'ntlm-computer', value: 'MRVIDA01' },
      { field: 'ntlm-domain', value: 'HOSP' },
      { field: 'ntlm-version', value: '10.0.19041' },
      serverFact('auth-outcome', 'accepted'),
    ],
    planted: ['svc_pacs'],
  },
  {
    name: 'bodies of other kinds are passed over',
    messages: [
      serverSends(
        `HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 40\r\n\r\n${'HTTP/1.1 200 OK'.padEnd(40)}HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: gzip, chunked\r\n\r\n00000003\r\nabc\r\n0\r\n\r\n\r\nHTTP/1.1 204 No\r\nServer: after\r\n\r\n`,
      ),
    ],
    facts: [serverFact('server', 'after')],
  },
  {
    name: 'an answer to HEAD has no body',
    messages: [
      clientSends('HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n'),
      serverSends(
        'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nServer: second\r\nContent-Length: 0\r\n\r\n',
      ),
    ],
    facts: [serverFact('server', 'second')],
  },
  {
    name: 'a form with a password',
    messages: [
      clientSends(
        'POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 31\r\n\r\nuser=PLANTEDU&password=PLANTEDP',
      ),
      clientSends(
        'POST /q HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\npassed=no',
      ),
    ],
    facts: [{ field: 'clear-text-credential', value: 'form' }],
    planted: ['PLANTEDU', 'PLANTEDP'],
  },
  {
    name: 'clinical content by media type',
    messages: [
      clientSends(
        'POST /a HTTP/1.1\r\nContent-Type: application/hl7-v2; charset=utf-8\r\nContent-Length: 2\r\n\r\nMS',
      ),
      clientSends(
        'POST /b HTTP/1.1\r\nContent-Type: multipart/related; type="application/dicom"\r\nContent-Length: 2\r\n\r\nMS',
      ),
      clientSends('POST /c HTTP/1.1\r\nContent-Type: application/ipp\r\nContent-Length: 2\r\n\r\nMS'),
    ],
    facts: [
      { field: 'content-kind', value: 'hl7-v2' },
      { field: 'content-kind', value: 'dicom' },
      { field: 'content-kind', value: 'ipp' },
    ],
  },
  {
    name: 'through a forward proxy the software is that of others',
    messages: [
      clientSends('GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\nUser-Agent: Agent/1\r\n\r\n'),
      serverSends(
        'HTTP/1.1 200 OK\r\nServer: origin\r\nContent-Type: text/html\r\nContent-Length: 16\r\n\r\n<title>x</title>',
      ),
    ],
    facts: [{ field: 'user-agent', value: 'Agent/1' }, serverFact('role', 'forward-proxy')],
  },
  {
    name: 'a gateway passes on software of others',
    messages: [
      clientSends('GET / HTTP/1.1\r\nUser-Agent: Agent/1\r\nX-Forwarded-For: 10.1.1.1\r\n\r\n'),
      serverSends('HTTP/1.1 200 OK\r\nServer: origin\r\nVia: 1.1 gw\r\nContent-Length: 0\r\n\r\n'),
    ],
    facts: [],
  },
  {
    name: 'CONNECT hands over to the protocol inside',
    messages: [
      clientSends(
        'CONNECT cloud.example:443 HTTP/1.1\r\nHost: cloud.example:443\r\nUser-Agent: Agent/1\r\n\r\n',
      ),
      serverSends('HTTP/1.1 200 Connection established\r\n\r\n'),
      { from: 'client', hex: '1603010005010000010000' },
    ],
    facts: [{ field: 'user-agent', value: 'Agent/1' }],
  },
  {
    name: 'an upgrade ends HTTP on the flow',
    messages: [
      clientSends('GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n'),
      serverSends('HTTP/1.1 101 Switching Protocols\r\nServer: ws\r\nUpgrade: websocket\r\n\r\n\x81\x02hi'),
      serverSends('HTTP/1.1 200 OK\r\nServer: never\r\n\r\n'),
    ],
    facts: [serverFact('server', 'ws')],
  },
  {
    name: 'lines that a bare LF ends',
    messages: [
      serverSends(
        'HTTP/1.0 200 OK\nServer: thttpd/2.25\nContent-Length: 0\n\nHTTP/1.0 204 x\nServer: two\n\n',
      ),
    ],
    facts: [serverFact('server', 'thttpd/2.25'), serverFact('server', 'two')],
  },
  {
    name: 'lengths that contradict each other',
    messages: [
      clientSends(
        'POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n',
      ),
      serverSends('HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n'),
    ],
    facts: [],
    anomalies: ['bad-content-length', 'conflicting-length'],
  },
  {
    name: 'a chunk without size',
    messages: [
      serverSends(
        `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n15\r\n<title>Boa</title><b>\r\nzz\r\n`,
      ),
    ],
    facts: [serverFact('title', 'Boa')],
    anomalies: ['bad-chunk'],
  },
  {
    name: 'XML of hostile depth and breadth',
    messages: [
      answer('text/xml', `${'<a>'.repeat(40)}deep${'</a>'.repeat(40)}<model>M1</model>`),
      answer('text/xml', `<r>${'<b>'.repeat(4_100)}<model>M2</model></r>`),
      answer(
        'text/xml',
        '<!DOCTYPE r [<!ENTITY a "PLANTED"><!ENTITY b "&a;&a;&a;&a;">]><r><vendor>x&b;y</vendor><model>M3</model></r>',
      ),
    ],
    facts: [serverFact('body-model', 'M3'), serverFact('body-model', 'M1')],
    anomalies: ['xml-too-deep', 'xml-too-many-elements'],
    planted: ['PLANTED'],
  },
  {
    name: 'header that never ends',
    messages: [serverSends(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(16_400)}`)],
    facts: [],
    anomalies: ['header-too-long'],
  },
  {
    name: 'a first line that is too long to end, of a method that only HTTP has',
    messages: [clientSends(`GET /${'a'.repeat(2_100)} HTTP/1.1\r\nHost: srv\r\n\r\n`)],
    facts: [{ field: 'host', value: 'srv', about: 'receiver' }],
  },
  {
    name: 'RTSP is not HTTP',
    messages: [clientSends('DESCRIBE rtsp://10.20.60.31/media.amp RTSP/1.0\r\nCSeq: 2\r\n\r\n')],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'SIP is not HTTP',
    messages: [clientSends('OPTIONS sip:a@b SIP/2.0\r\nUser-Agent: x\r\n\r\n')],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'HTTP/2 is left alone',
    messages: [clientSends('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
    facts: [],
    unrecognised: true,
  },
];

describeDissector(http, [...DOCUMENT_VECTORS, ...vectors]);

describe('http limits', () => {
  const run = (messages: readonly VectorMessage[]) =>
    converse(
      http,
      { name: '', messages, facts: [] },
      messages.map((message) => ({ from: message.from, octets: Buffer.from(message.hex, 'hex') })),
    );
  const servers = (count: number, head: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => serverSends(head(index)));

  it('leaves a flow after HEAD_LIMIT heads of one direction', () => {
    const { facts } = run(
      servers(30, (index) => `HTTP/1.1 200 OK\r\nServer: s${index}\r\nContent-Length: 0\r\n\r\n`),
    );
    expect(facts.length).toBe(HEAD_LIMIT);
  });

  it('stays while credentials are refused', () => {
    const attempt = (index: number) => [
      clientSends('GET / HTTP/1.1\r\nAuthorization: Basic eDp5\r\n\r\n'),
      serverSends(`HTTP/1.1 401 x\r\nServer: s${index}\r\nContent-Length: 0\r\n\r\n`),
    ];
    const { facts } = run(Array.from({ length: 80 }, (_, index) => attempt(index)).flat());
    expect(facts.filter((fact) => fact.field === 'server').length).toBe(GUESSING_HEAD_LIMIT);
  });

  it('reads BODY_COUNT_LIMIT bodies', () => {
    const { facts } = run(
      Array.from({ length: 10 }, (_, index) => answer('text/html', `<title>t${index}</title>`)),
    );
    expect(facts.length).toBe(BODY_COUNT_LIMIT);
  });

  it('leaves a flow whose requests nobody answers', () => {
    const refused = [
      clientSends('GET / HTTP/1.1\r\nAuthorization: Basic eDp5\r\n\r\n'),
      serverSends('HTTP/1.1 401 x\r\nContent-Length: 0\r\n\r\n'),
    ];
    const requests = Array.from({ length: 40 }, (_, index) =>
      clientSends(`GET / HTTP/1.1\r\nUser-Agent: a${index}\r\n\r\n`),
    );
    const { facts } = run([...refused, ...requests]);
    expect(facts.filter((fact) => fact.field === 'user-agent').length).toBe(PENDING_LIMIT + 1);
  });

  it('walks CHUNK_COUNT_LIMIT chunks of a flow and says nothing of it', () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n';
    const download = (chunks: number) =>
      run([
        serverSends(
          `${head}${'1\r\nx\r\n'.repeat(chunks - 1)}0\r\n\r\nHTTP/1.1 200 OK\r\nServer: behind\r\n\r\n`,
        ),
      ]);
    expect(download(CHUNK_COUNT_LIMIT).facts.length).toBe(1);
    expect(download(CHUNK_COUNT_LIMIT + 1)).toMatchObject({ facts: [], anomalies: [] });
  });

  it('reads no more than 64 KiB of a chunked document', () => {
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const { facts } = run([
      serverSends('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n'),
      ...Array.from({ length: 5 }, () => serverSends(chunk)),
      serverSends('10\r\n<title>a</title>\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nServer: behind\r\n\r\n'),
    ]);
    expect(facts).toEqual([{ field: 'server', value: 'behind', from: 'server', about: 'sender' }]);
  });
});
