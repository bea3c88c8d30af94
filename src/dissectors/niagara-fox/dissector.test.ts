import { describe, expect, it } from 'vitest';
import { converse, describeDissector } from '../dissector.contract.ts';
import { HELLO_LIMIT, LINE_LIMIT, niagaraFox } from './dissector.ts';

const hello = (first: string, ...lines: readonly string[]) =>
  Buffer.from(`fox a ${first} fox hello\n{\n${lines.join('\n')}\n};;\n`, 'utf8').toString('hex');
const text = (value: string) => Buffer.from(value, 'latin1').toString('hex');

const STATION = [
  'fox.version=s:1.0',
  'id=i:2',
  'hostName=s:10.20.60.80',
  'hostAddress=s:10.20.60.80',
  'app.name=s:Station',
  'app.version=s:4.10.1.36',
  'vm.name=s:Java HotSpot(TM) Embedded Client VM',
  'vm.version=s:25.141-b12',
  'os.name=s:QNX',
  'os.version=s:6.5.0',
  'station.name=s:OR_Ventilation',
  'lang=s:en',
  'timeZone=s:Europe/Berlin;3600000;3600000',
  'hostId=s:Qnx-TITAN-0000-1490-C30C',
  'vmUuid=s:11e4d864-cd0e-664a-0000-00000000b83b',
  'brandId=s:vykon',
  'sysInfo=o:bog 61[<bog version="1.0">',
  '<p m="b=baja" t="b:Facets" v="PLANTED"/>',
  '</bog>',
  ']',
];

describeDissector(niagaraFox, [
  {
    name: 'hello of a workbench and of a station, then the log-in',
    messages: [
      {
        from: 'client',
        hex: hello(
          '1 -1',
          'fox.version=s:1.0',
          'hostName=s:eng-ws-3',
          'hostAddress=s:192.168.1.125',
          'app.name=s:Workbench',
          'os.name=s:Windows 10',
        ),
      },
      { from: 'server', hex: hello('0 -1', ...STATION) },
      { from: 'server', hex: text('fox a 1 -1 fox challenge\n{\nmethod=s:digest-md5\n};;\n') },
      { from: 'client', hex: text('fox a 2 1 fox authenticate\n{\nusername=s:PLANTED\n};;\n') },
    ],
    facts: [
      { field: 'hostName', value: 'eng-ws-3' },
      { field: 'hostAddress', value: '192.168.1.125' },
      { field: 'app.name', value: 'Workbench' },
      { field: 'os.name', value: 'Windows 10' },
      { field: 'hostAddress', value: '10.20.60.80', from: 'server' },
      { field: 'app.name', value: 'Station', from: 'server' },
      { field: 'app.version', value: '4.10.1.36', from: 'server' },
      { field: 'vm.name', value: 'Java HotSpot(TM) Embedded Client VM', from: 'server' },
      { field: 'vm.version', value: '25.141-b12', from: 'server' },
      { field: 'os.name', value: 'QNX', from: 'server' },
      { field: 'os.version', value: '6.5.0', from: 'server' },
      { field: 'station.name', value: 'OR_Ventilation', from: 'server' },
      { field: 'hostId', value: 'Qnx-TITAN-0000-1490-C30C', from: 'server' },
      { field: 'brandId', value: 'vykon', from: 'server' },
    ],
    planted: ['PLANTED'],
  },
  {
    name: 'log-in alone, seen from the middle: users are not read',
    messages: [
      {
        from: 'client',
        hex: text('fox a 2 1 fox authenticate\n{\nusername=s:PLANTED\nhostName=s:PLANTED\n};;\n'),
      },
    ],
    facts: [],
    planted: ['PLANTED'],
  },
  {
    name: 'an address that is none, keys of other types, keys of the prototype',
    messages: [
      {
        from: 'client',
        hex: hello(
          '1 -1',
          'hostAddress=s:plc',
          'app.version=i:4',
          'constructor=s:x',
          'brandId=s:',
          'noequals',
        ),
      },
    ],
    facts: [],
  },
  {
    name: 'a hello without end',
    messages: [{ from: 'client', hex: text(`fox a 1 -1 fox hello\n{\n${'x'.repeat(HELLO_LIMIT)}`) }],
    facts: [],
    anomalies: ['hello-too-long'],
  },
  {
    name: 'texts that only begin like it',
    messages: [
      { from: 'client', hex: text('foxtrot\r\n') },
      { from: 'client', hex: text('fox A 1 -1 fox hello') },
      { from: 'client', hex: text('fox ab 1 -1 fox hello') },
    ],
    facts: [],
    unrecognised: true,
  },
]);

describe('limits', () => {
  it('reads LINE_LIMIT lines', () => {
    const brand = (lines: number) =>
      converse(niagaraFox, { name: '', messages: [], facts: [] }, [
        {
          from: 'client',
          octets: Buffer.from(
            hello('1 -1', ...Array.from({ length: lines }, () => 'x=i:1'), 'brandId=s:a'),
            'hex',
          ),
        },
      ]).facts.length;
    expect(brand(LINE_LIMIT - 1)).toBe(1);
    expect(brand(LINE_LIMIT)).toBe(0);
  });
});
