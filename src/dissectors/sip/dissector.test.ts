import { describe, expect, it } from 'vitest';
import {
  clientSends,
  converse,
  describeDissector,
  serverFact,
  serverSends,
  type Vector,
} from '../dissector.contract.ts';
import { HEADER_BLOCK_LIMIT } from '../encodings/http-header.ts';
import { contactDevice } from './contact.ts';
import { CHALLENGE_LIMIT, MESSAGE_LIMIT, sip } from './dissector.ts';

const REGISTER =
  '5245474953544552207369703a6375636d30312e686f73702e6c616e205349502f322e300d0a5669613a205349502f322e302f5544502031302e32302e36302e35313a353036303b6272616e63683d7a39684734624b310d0a663a203c7369703a37303531406375636d30312e686f73702e6c616e3e3b7461673d303031623637363030303230303030310d0a743a203c7369703a37303531406375636d30312e686f73702e6c616e3e0d0a693a2030303162363736302d30303230303030324031302e32302e36302e35310d0a435365713a203130312052454749535445520d0a557365722d4167656e743a20436973636f2d4350383834352f31322e382e310d0a6d3a203c7369703a373035314031302e32302e36302e35313a353036303e3b2b7369702e696e7374616e63653d223c75726e3a757569643a30303030303030302d303030302d303030302d303030302d3030316236373630303032303e223b2b752e736970216465766963656e616d652e63636d2e636973636f2e636f6d3d22534550303031423637363030303230220d0a6c3a20300d0a0d0a';

const registration = (extra: string) =>
  `REGISTER sip:pbx SIP/2.0\r\nv: SIP/2.0/TCP 10.0.0.9;branch=x\r\nFrom: "PLANTED" <sip:PLANTED@pbx>\r\nCSeq: 2 REGISTER\r\n${extra}\r\n`;

const vectors: Vector[] = [
  {
    name: 'sip-register: compact names, instance and device name',
    messages: [{ from: 'client', hex: REGISTER }],
    facts: [
      { field: 'user-agent', value: 'Cisco-CP8845/12.8.1' },
      { field: 'role', value: 'endpoint' },
      { field: 'device-name', value: 'SEP001B67600020' },
      { field: 'device-mac', value: '00:1b:67:60:00:20' },
    ],
    server: 'server',
    planted: ['7051'],
  },
  {
    name: 'registration over TCP: challenge, credentials, acceptance, keep-alive',
    carrier: 'tcp',
    messages: [
      clientSends(
        registration(
          'Contact: <sip:PLANTED@10.0.0.9>;+sip.instance="<urn:uuid:6F1D6A42-7E2B-4C1D-9A52-0A1B2C3D4E5F>"\r\n',
        ),
      ),
      serverSends(
        'SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/TCP 10.0.0.9\r\nCSeq: 2 REGISTER\r\nServer: FPBX-16.0(18.9)\r\nWWW-Authenticate: Digest algorithm=MD5, realm="asterisk", nonce="x"\r\nContent-Length: 0\r\n\r\n',
      ),
      clientSends(`\r\n\r\n${registration('Authorization: Digest username="PLANTED"\r\nl: 3\r\n')}abc`),
      serverSends(
        'SIP/2.0 100 Trying\r\nVia: x\r\nCSeq: 2 REGISTER\r\n\r\nSIP/2.0 200 OK\r\nVia: SIP/2.0/TCP 10.0.0.9\r\nCSeq: 2 REGISTER\r\nContact: <sip:PLANTED@10.0.0.9>;+u.sip!devicename.ccm.cisco.com="SEP001B67600020"\r\n\r\n',
      ),
    ],
    facts: [
      { field: 'role', value: 'endpoint' },
      { field: 'instance-uuid', value: 'urn:uuid:6f1d6a42-7e2b-4c1d-9a52-0a1b2c3d4e5f' },
      serverFact('server', 'FPBX-16.0(18.9)'),
      serverFact('auth-scheme', 'digest'),
      serverFact('realm', 'asterisk'),
      serverFact('role', 'registrar'),
      serverFact('auth-outcome', 'accepted'),
    ],
    server: 'server',
    planted: ['PLANTED'],
  },
  {
    name: 'refused and forbidden registrations, Basic credentials, a stale nonce',
    messages: [
      clientSends(registration('Authorization: Basic UExBTlRFRA==\r\n')),
      serverSends(
        'SIP/2.0 401 No\r\nVia: x\r\nCSeq: 2 REGISTER\r\nWWW-Authenticate: Basic realm="pbx"\r\n\r\n',
      ),
      clientSends(registration('Authorization: Digest username="PLANTED"\r\n')),
      serverSends('SIP/2.0 403 No\r\nVia: x\r\nCSeq: 2 REGISTER\r\nProxy-Authenticate: X\r\n\r\n'),
      clientSends(registration('Authorization: Digest username="PLANTED"\r\n')),
      serverSends(
        'SIP/2.0 401 No\r\nVia: x\r\nCSeq: 2 REGISTER\r\nWWW-Authenticate: Digest stale=TRUE\r\n\r\n',
      ),
    ],
    facts: [
      { field: 'role', value: 'endpoint' },
      { field: 'clear-text-credential', value: 'basic' },
      serverFact('auth-scheme', 'basic'),
      serverFact('realm', 'pbx'),
      serverFact('auth-outcome', 'rejected'),
      serverFact('auth-scheme', 'other'),
      serverFact('auth-outcome', 'forbidden'),
      serverFact('auth-scheme', 'digest'),
    ],
    planted: ['PLANTED', 'UExBTlRFRA'],
  },
  {
    name: 'what passed a proxy is left out',
    messages: [
      clientSends(
        'INVITE sip:PLANTED@x SIP/2.0\r\nVia: SIP/2.0/UDP proxy\r\nVia: SIP/2.0/UDP phone\r\nUser-Agent: other host\r\n\r\n',
      ),
      serverSends('SIP/2.0 200 OK\r\nVia: x\r\nRecord-Route: <sip:proxy;lr>\r\nServer: other host\r\n\r\n'),
      clientSends(
        'OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/UDP a, SIP/2.0/UDP b\r\nUser-Agent: other host\r\n\r\n',
      ),
    ],
    facts: [{ field: 'role', value: 'proxy' }],
    planted: ['PLANTED', 'other host'],
  },
  {
    name: 'OPTIONS: software of both ends',
    messages: [
      clientSends('OPTIONS sip:100@10.0.0.1 SIP/2.0\r\nVia: x\r\nUser-Agent: friendly-scanner\r\n\r\n'),
      serverSends(
        'SIP/2.0 200 OK\r\nVia: x\r\nCSeq: 1 OPTIONS\r\nUser-Agent: Yealink SIP-T46S 66.86.0.15\r\n\r\n',
      ),
    ],
    facts: [
      { field: 'user-agent', value: 'friendly-scanner' },
      serverFact('user-agent', 'Yealink SIP-T46S 66.86.0.15'),
    ],
  },
  {
    name: 'a header without end',
    carrier: 'tcp',
    messages: [clientSends(`OPTIONS sip:a SIP/2.0\r\n${'X: y\r\n'.repeat(HEADER_BLOCK_LIMIT / 6)}`)],
    facts: [],
    anomalies: ['header-too-long'],
  },
  {
    name: 'SSDP is not SIP',
    messages: [clientSends('NOTIFY * HTTP/1.1\r\nNT: x\r\n\r\n')],
    facts: [],
    unrecognised: true,
  },
];

describeDissector(sip, vectors);

it('reads MESSAGE_LIMIT messages of a flow and CHALLENGE_LIMIT challenges of an answer', () => {
  const facts = (texts: string[]) =>
    converse(
      sip,
      { name: '', messages: [], facts: [] },
      texts.map((text) => ({ from: 'server', octets: Buffer.from(text, 'latin1') })),
    ).facts.map((fact) => `${fact.field}=${fact.value}`);
  const plain = 'SIP/2.0 200 OK\r\n\r\n';
  const last = 'SIP/2.0 200 OK\r\nServer: last\r\n\r\n';
  const many = (count: number) => Array.from({ length: count }, () => plain);
  expect(facts([...many(MESSAGE_LIMIT - 1), last])).toContain('server=last');
  expect(facts([...many(MESSAGE_LIMIT), last])).not.toContain('server=last');
  const challenges = (count: number) =>
    `SIP/2.0 401 No\r\n${'WWW-Authenticate: Basic\r\n'.repeat(count)}WWW-Authenticate: Digest realm="z"\r\n\r\n`;
  expect(facts([challenges(CHALLENGE_LIMIT - 1)])).toContain('realm=z');
  expect(facts([challenges(CHALLENGE_LIMIT)])).not.toContain('realm=z');
});

describe('contacts', () => {
  it.each([
    ['<sip:SEP001B67600020@x>', '', [], ''],
    ['<sip:a@x>;+u.sip!devicename.ccm.cisco.com="CSFJANEDOE"', '', [], ''],
    [
      '<sip:a@x>;+sip.instance="<urn:uuid:00000000-0000-0000-0000-001b67600021>";+u.sip!devicename.ccm.cisco.com="SEP001B67600020"',
      'SEP001B67600020',
      ['00:1b:67:60:00:21', '00:1b:67:60:00:20'],
      '',
    ],
    ['<sip:a@x>;+sip.instance="<urn:uuid:00000000-0000-0000-0000-000000000000>"', '', [], ''],
    ['*', '', [], ''],
    ['', '', [], ''],
  ])('%s', (contact, name, macs, uuid) => {
    const device = contactDevice(contact);
    expect([device.name, [...device.macs], device.uuid]).toEqual([name, macs, uuid]);
  });
});
