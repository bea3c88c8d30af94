import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { describeDissector } from '../dissector.contract.ts';
import { arp } from './dissector.ts';

const CLIENT_MAC = '02005e005301';
const CLIENT = 'mac:02:00:5e:00:53:01';

interface Fields {
  types?: string;
  lengths?: string;
  operation?: string;
  senderMac?: string;
  sender: string;
  targetMac?: string;
  target: string;
  padding?: string;
}

const packet = (fields: Fields) =>
  [
    fields.types ?? '00010800',
    fields.lengths ?? '0604',
    fields.operation ?? '0001',
    fields.senderMac ?? CLIENT_MAC,
    fields.sender,
    fields.targetMac ?? '000000000000',
    fields.target,
    fields.padding ?? '00'.repeat(18),
  ].join('');

const REQUEST = packet({ sender: '0a141015', target: '0a141001' });

describeDissector(arp, [
  {
    name: 'request, padded to the least frame',
    messages: [{ from: 'client', hex: REQUEST }],
    facts: [{ field: 'sender-address', value: '10.20.16.21', about: CLIENT }],
  },
  {
    name: 'reply of another station, IEEE 802 hardware type, no padding',
    messages: [
      { from: 'client', hex: REQUEST },
      {
        from: 'server',
        hex: packet({
          types: '00060800',
          operation: '0002',
          senderMac: '02005e005302',
          sender: '0a141001',
          targetMac: CLIENT_MAC,
          target: '0a141015',
          padding: '',
        }),
      },
    ],
    facts: [
      { field: 'sender-address', value: '10.20.16.21', about: CLIENT },
      {
        field: 'sender-address',
        value: '10.20.16.1',
        from: 'server',
        about: 'mac:02:00:5e:00:53:02',
      },
    ],
  },
  {
    name: 'probe, then announcement of the address',
    messages: [
      { from: 'client', hex: packet({ sender: '00000000', target: 'a9fe0102' }) },
      { from: 'client', hex: packet({ sender: 'a9fe0102', target: 'a9fe0102' }) },
    ],
    facts: [
      { field: 'probe', value: '169.254.1.2', about: CLIENT },
      { field: 'sender-address', value: '169.254.1.2', about: CLIENT },
      { field: 'gratuitous', value: '169.254.1.2', about: CLIENT },
    ],
  },
  {
    name: 'one station claims two addresses, and an address that no host can have',
    messages: [
      { from: 'client', hex: REQUEST },
      { from: 'client', hex: packet({ sender: '0a141016', target: '0a141001' }) },
      { from: 'client', hex: packet({ sender: 'ffffffff', target: '0a141001' }) },
      { from: 'client', hex: packet({ sender: '00000000', target: 'e0000001' }) },
    ],
    facts: [
      { field: 'sender-address', value: '10.20.16.21', about: CLIENT },
      { field: 'sender-address', value: '10.20.16.22', about: CLIENT },
    ],
  },
  {
    name: 'sender MAC differs from that of the frame',
    messages: [
      { from: 'client', hex: packet({ senderMac: '0009fb3a1015', sender: '0a141015', target: '0a141001' }) },
    ],
    facts: [{ field: 'sender-address', value: '10.20.16.21', about: 'mac:00:09:fb:3a:10:15' }],
    anomalies: ['sender-mac-mismatch'],
  },
  {
    name: 'sender MAC is a group address or empty',
    messages: [
      { from: 'client', hex: packet({ senderMac: '01005e000001', sender: '0a141015', target: '0a141001' }) },
      { from: 'client', hex: packet({ senderMac: '000000000000', sender: '0a141015', target: '0a141001' }) },
    ],
    facts: [],
    anomalies: ['sender-mac-invalid'],
  },
  {
    name: 'another operation between ARP messages says nothing',
    messages: [
      { from: 'client', hex: REQUEST },
      { from: 'client', hex: packet({ operation: '0008', sender: '0a141017', target: '0a141001' }) },
    ],
    facts: [{ field: 'sender-address', value: '10.20.16.21', about: CLIENT }],
  },
]);

describe('recognition of ARP', () => {
  const flow = { carrier: 'ethernet', sourcePort: 0, destinationPort: 0 } as const;
  it.each([
    ['whole', REQUEST, 'yes'],
    ['another hardware type', packet({ types: '00200800', sender: '0a141015', target: '0a141001' }), 'no'],
    ['another protocol', packet({ types: '000186dd', sender: '0a141015', target: '0a141001' }), 'no'],
    ['other lengths', packet({ lengths: '0806', sender: '0a141015', target: '0a141001' }), 'no'],
    ['reverse ARP operation', packet({ operation: '0003', sender: '0a141015', target: '0a141001' }), 'no'],
    ['cut', REQUEST.slice(0, 54), 'no'],
  ])('%s', (_, hex, answer) => {
    expect(arp.recognise(OctetReader.over(Buffer.from(hex, 'hex')), flow)).toBe(answer);
  });
});
