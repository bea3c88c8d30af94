/** The CT scanner finds the PACS by name and stores one image in each of the two usual transfer syntaxes. */

import { octets, u16le, u32, zeros } from '../../test/support/octet-builder.ts';
import { ctScanner, DOMAIN, domainServer, PLANTED, pacs, workstation } from '../hosts.ts';
import {
  type Association,
  associateAccept,
  associateRequest,
  commandPdu,
  dataSetPdus,
  element,
  RELEASE_REQUEST,
  RELEASE_RESPONSE,
  sequence,
  storeRequestCommand,
  storeResponseCommand,
  UID,
} from '../messages/dicom.ts';
import { addressValue, DNS_TYPE, dns } from '../messages/names.ts';
import { httpMessage } from '../messages/text.ts';
import type { Trunk } from '../trunk.ts';

const PACS_PORT = 4_242;
const FRAGMENT_OCTETS = 500;
const ROWS = 16;

/** Data set of one CT image in the order of tags; `PLANTED` stands wherever people are named. */
function ctImage(encoding: 'implicit' | 'explicit', instanceUid: string): Buffer {
  const put = (group: number, number: number, representation: string, value: string | Uint8Array) =>
    element(encoding, group, number, representation, value);
  const pixels = octets(...Array.from({ length: ROWS * ROWS }, (_, index) => u16le((index * 37) % 4_096)));
  return octets(
    put(0x0008, 0x0005, 'CS', 'ISO_IR 100'),
    put(0x0008, 0x0016, 'UI', UID.ctImage),
    put(0x0008, 0x0018, 'UI', instanceUid),
    put(0x0008, 0x0050, 'SH', PLANTED.accession),
    put(0x0008, 0x0060, 'CS', 'CT'),
    put(0x0008, 0x0070, 'LO', 'GE MEDICAL SYSTEMS'),
    put(0x0008, 0x0080, 'LO', 'Example General Hospital'),
    put(0x0008, 0x0090, 'PN', PLANTED.physician),
    put(0x0008, 0x1010, 'SH', 'CT01REV'),
    put(0x0008, 0x1040, 'LO', 'Radiology'),
    put(0x0008, 0x1070, 'PN', PLANTED.physician),
    put(0x0008, 0x1090, 'LO', 'Revolution CT'),
    put(0x0010, 0x0010, 'PN', PLANTED.patient),
    put(0x0010, 0x0020, 'LO', PLANTED.patientId),
    put(0x0010, 0x0030, 'DA', '19700101'),
    put(0x0018, 0x1000, 'LO', 'REVDEMO812'),
    ...(encoding === 'explicit'
      ? [sequence(encoding, 0x0018, 0x100a, put(0x0018, 0x1009, 'UT', '(01)00840682103039(21)REVDEMO812'))]
      : []),
    put(0x0018, 0x1020, 'LO', 'revo_ct_21b.32'),
    put(0x0028, 0x0010, 'US', u16le(ROWS)),
    put(0x0028, 0x0011, 'US', u16le(ROWS)),
    put(0x7fe0, 0x0010, 'OW', pixels),
  );
}

function storeOneImage(trunk: Trunk, clientPort: number, encoding: 'implicit' | 'explicit'): void {
  const contextId = encoding === 'implicit' ? 1 : 3;
  const transferSyntax = encoding === 'implicit' ? UID.implicitLittle : UID.explicitLittle;
  const request: Association = {
    ...{ called: 'ORTHANC', calling: 'CT01' },
    contexts: [{ id: contextId, abstractSyntax: UID.ctImage, transferSyntax }],
    implementationUid: '1.2.840.113619.6.80',
    implementationVersion: 'GEREVCT21',
    ...(encoding === 'implicit' ? { user: { name: PLANTED.user, passcode: PLANTED.passcode } } : {}),
  };
  const { user: _, ...echoed } = request;
  const accept: Association = {
    ...echoed,
    implementationUid: '1.2.276.0.7230010.3.0.3.6.7',
    implementationVersion: 'OFFIS_DCMTK_367',
  };
  const instanceUid = `1.2.840.113619.2.5.1.${clientPort}`;
  const store = { messageId: 7, classUid: UID.ctImage, instanceUid };
  const image = ctImage(encoding, instanceUid);
  trunk
    .tcp(ctScanner, clientPort, pacs, PACS_PORT)
    .client(associateRequest(request))
    .server(associateAccept(accept))
    .client(commandPdu(contextId, storeRequestCommand(store)))
    .client(dataSetPdus(contextId, image, FRAGMENT_OCTETS))
    .server(commandPdu(contextId, storeResponseCommand(store)))
    .client(RELEASE_REQUEST)
    .server(RELEASE_RESPONSE)
    .close();
}

export function storeImages(trunk: Trunk): void {
  trunk.at(9).arpForRouter(ctScanner);
  const name = `pacs01.${DOMAIN}`;
  const question = { name, type: DNS_TYPE.a };
  trunk.udp(ctScanner, domainServer, 50_053, 53, dns({ id: 0x1c7a, flags: 0x0100, question }));
  const answers = [{ name, type: DNS_TYPE.a, value: addressValue(pacs.ip) }];
  trunk.udp(domainServer, ctScanner, 53, 50_053, dns({ id: 0x1c7a, flags: 0x8580, question, answers }));
  storeOneImage(trunk.at(9.5), 51_201, 'implicit');
  storeOneImage(trunk.at(21), 51_202, 'explicit');
}

/** An administrator looks at the PACS by its web page and opens a shell. */
export function administerPacs(trunk: Trunk): void {
  trunk.at(26).arpRequest(workstation, pacs.ip, pacs);
  const page = '<!DOCTYPE html><html><head><title>Orthanc Explorer</title></head><body></body></html>';
  trunk
    .tcp(workstation, 52_110, pacs, 8_042)
    .client(
      httpMessage([
        'GET /app/explorer.html HTTP/1.1',
        `Host: pacs01.${DOMAIN}:8042`,
        'User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
      ]),
    )
    .server(httpMessage(['HTTP/1.1 200 OK', 'Content-Type: text/html', 'Connection: close'], page))
    .close();
  const lists = [
    'curve25519-sha256',
    'ssh-ed25519',
    'aes256-ctr',
    'aes256-ctr',
    'hmac-sha2-256',
    'hmac-sha2-256',
  ];
  const keyExchange = sshKeyExchange([...lists, 'none', 'none', '', '']);
  trunk
    .at(27.5)
    .tcp(workstation, 52_114, pacs, 22)
    .server(octets('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n'))
    .client(octets('SSH-2.0-OpenSSH_for_Windows_8.1\r\n'))
    .client(keyExchange)
    .server(keyExchange)
    .close();
}

/** KEXINIT of these ten lists (RFC 4253 7.1). */
function sshKeyExchange(lists: readonly string[]): Buffer {
  const names = lists.map((list) => octets(u32(list.length), list));
  const payload = octets(20, zeros(16), ...names, 0, zeros(4));
  const padding = 8 + ((8 - ((5 + payload.length) % 8)) % 8);
  return octets(u32(payload.length + padding + 1), padding, payload, zeros(padding));
}
