import { createCipheriv } from 'node:crypto';
import { expect, it } from 'vitest';
import { octets, type Piece, u16, u32, u32le } from '../../../test/support/octet-builder.ts';
import { clientSends, converse, describeDissector, serverSends, type Vector } from '../dissector.contract.ts';
import { ACK_RANGE_LIMIT, CRYPTO_PIECE_LIMIT, KEY_LIMIT, quicVersion } from './constants.ts';
import { quic } from './dissector.ts';
import { CHLO_TAG_LIMIT } from './google-quic.ts';
import { clientInitialKeys } from './initial-keys.ts';

/** quic-initial: ClientHello in two CRYPTO frames out of order with a PING between. */
const INITIAL_1 =
  'c300000001088394c8f03e5157080000449e6e7b46f4409ac87ecb14c3ab4f93c68c73c02a1410d5ab531518b576b56e9e2602b41175d76e620b5359611707fb10f4e771ec046fdf38e9b17aa9d3df9b207b0727bf464ce0e01995a1735f927cf73cbc40adb40bee9ff3885163179f1520a0049d81e165bb2e5b15677adbb559146818bddba3759094cc1f96dd1d9f51dc052943a947eafd75877e045e40362852a4b4ad4915d8d26df3427c6499265d69f4b5653baa1b00220934c5dfcd71081d022f797b9dc00bac96579e770b3d476eda129909e271445ddf02025ea00c2d0259f618bf53904afa456dccfde05f3c9885aab414419ab18308ebca313228235cf156a8f1aa9f695e2ea8751aa89ee3d60eeea95a3e85ea7fc663b48e5304bf7c7a618e44bf69067a5912b11c84fb9ccc668b8e43cc198870bd8308279b5021a13addd6098431413dca76e46560b52a544c090faaf69b7afbbb59c64ae4b8d0097b1e14258d0c460526fc25761367a87838c2c978e45a4f7ba01f7d22054407116b3c15e9d2ee51bd3ce305c69ebb9df2b65d731358e3c424462fa431439888ba4f17e8e4635da8c7809cefa7ccb05a7c22a1dffa46903a955f4b06ddd9ed367c017a3fcdaf51eb4482cffffabcffab26604871e64508d2ce2b89e61a982efdcfad27fea65e93e693620bcc92d7e862d6dd8a79a993489056aeff4abe9ff7ef19901d11f42d0e8fc1e93aac3d7e197f42d785aa00f90348c4a4aa1f310351cda3d064abd9ef561001f37071a84a70bf416ffce1b06c4fae8a14119176093460be2223db2bdc971cc9e46b5f5866abf8631b9d1e09ef39b278ca436191c3b708290bfd459f7f3267a72bee7ae3e478b087b73ede75f6844da2abbfe46ced45a65521a895496ea16da2b85cc7db738a0d500896a070a3be60833c3fc75b4bf2641df9113d3d6cca42d5e8c94203301767ab433c28827a52f1a8e89ea6a62280c2b84872c92427177e05a9e968ba0baa7c0797c9f1ea63afd605fdba4734e9929784284f23a1868466253408e980827830b1f5cabb513975596e2e4b2b4aa34d14f6bb695674219e805658f3362f2eca475d08b84baf9662ab91361c44b35b0724fbd07dcfc1ff68369ba9fc60d3348bfb5f2978874cb925e3b51c36e0b2ae85f985d22304ee495f72c076a3dbb6b3bd5faa2a41268f61b96eca9d1f283f566f4afb6e36fc070c7ba5e8a72a2cebecaab613e0301fcaa9cec2ce2033fa2d170137fd56a27febc1a0031997e1ce206bcaf606b442c166e26fc81f78edf743dae67b91a02f4e1fc6aa4219e47dc919743de4f2b7399860298712fcf82f798c5b8fc32553ac6639836fae63e64b04fe3446eb09c376e8167a31cb2db62eba9c0d531d39588fade1f7a2998a08e323f0d683871d43882aba2fcca4ed81319bb1b3ef9247dd04875601b96bec45b7af2c9b74969ec30dfd5305ffff2ad690c32d3f6f3bf203169b0acba5ced76c1fdc0670f4390c22ff75968104fd4ab5aa7a3fa0eacbe3b7fbd24f43063b33080504b8050b8680655ca4d991bbc88cbbfd5c323f9a50e8155795e3176899e561618fcf38e2fe3b053ca5feb97f0aa5461d42a6227467b967d30c2e89726382ed75f0a381c21f685e6f7af1e9459c070ebca2c04dec86170169e8cd1e2329d814efaf35d69568';
/** quic2-initial: the same in version 2. */
const INITIAL_2 =
  'da6b3343cf088394c8f03e5157080000449ea5bdd4ac8f2e3b5d410191dee8f4ac1d1563fd95259bf083e85972504472a78c3fae7a3944ef0d97c108868e1d307f6b1b9cae082e94f1951dd36bae4bbd619b4d458dd7df273f8ce1e39d4fa9bfda9204c03146e894c4c0b6413fa11a6d04219357eae1d576534fc7615d7d474f32f16e95093bafdeea2bdf9a0546c6f40d560dfb71317a3ebed5497315ddd6e53b3da73181d994f1e339a1224b5a1af738a9994daef6255682058f7bee6e5a4aae169ee981af621950eb2e52914eac029d9396344fdae012c5a259efb11365b675d886122b6b201bf2d6373254895833687de77f6f951f714fd5f3b7efb07c38ffb3a123ab4b8760f8af89b9f02117f1d811b888429f12444a2025f9c3d72bb7395da1a9dce31587c6d13c241363329b811797355ebde8ca36575ba02a7f13351c804f92cf85d4f4b55edcd5e22808e1b4e651b868ec01bee603f3fd08adb2ef60769e8965593dbeca62977760650634a26ef11d7d09d840bccaa53e1f35401984a797b6e7aa22114228fc535219605dba45bd41f411a108b9ed4ba6cfb94371a6f0b129b2325a27ce4f958e3fe1d5408f8a4844c280b9ccb64b9bafbf7f269341551c22246fe686d7381ea90e1344ee5dbb93fc4df50fe50f96fe8bd633201f48f4666a1ddb6b96193fb82e84818584773bda1973c3463101493364909d79c9ca2a974ed28333129db80f84a571e1fafecd7a087c1954b13187e0ea29074a86e1f1f84f9f097e290a96683898dad43351a429722e68870e23ae58a3d0b1035dc276915a97836bde8254bcfa23e4fffd6797f7e57fe3ca5de062e7735f4ac8f5ba540b378a57aa6ce09a229f4f6cbb3761ef64083098206d569cb82b61aaab4f30d3f703475b3b64642ed94f33159c4cbd98dfa8c07e9e60e05b451abc9465cea678a9ae63e33c315745cafcf861dd5963abbab0c19a141356c9ee117211e5d3eac40dbfe61550b4e765b1243acace338df13b9d1a955a0998819d195a86e7b749367e88a0fc811a3d8d9b7ba788ebea7188b7195208d52a31663510d78651eaa9d8bb74ce4a4ee1a08a51d099649be5f85fd2d18be5938f4c221d5657ba3282f4a57a16ba89bc3474552a2f51c6c36e2944de4d761a0f3e59f61cf30ea240f32bf7efa224b2ac8101468b513c6db9086c1f705683455f2941663e5fe2ea91d4bff9936ae204d05466c7912d76923b98da69a46cfc0e8602f6fb4efa0b0c4ed3322d09b66f1584fe1adb3f68e26fea18a54bdedc37626ab5509713304fa3b36af277c7be49d044a27873452c9296ab890de25503cbaeac65014f10c8da4df5e251dcb71448d1b1a0f91a941697551ef47d6dfe8cb6e91177c5217ab15dbdd33bb758c5876d1f56b3fc269e8aeab74c4377756b153bff4a51ceaf545f3ffe16c01e9a2b0b12e4fcc6487b46f3feb4df806074b424dfa17ed30e9bb46de396d07588ca837e9fef501e464fc4e6558b610cf1e5cfa9f7dd2b16ef7a2ffedce3a487cc951d1f18ff742fa6be830224bddb4911c46fe540869806d7607a4141d894295e255d4b79674e28758a8b61e227790a240441ca7a09c9e6a9495100029e93d4de4f5eeab8c72c1037dfa46a60110b6d0528d6754c1820e8289e3fad1408c8f532df6a24d990f10eee27ac68f3944c24';

const CONNECTION_ID = '8394c8f03e515708';
const DRAFT_29 = 0xff00_001d;

/** RFC 9000 16 in two octets. */
const varint = (value: number) => u16(0x4000 | value);

/** A CRYPTO frame (RFC 9000 19.6). */
const crypto = (offset: number, data: Uint8Array) => octets(6, varint(offset), varint(data.length), data);

/** A ClientHello with one suite and the extensions server_name, ALPN and, as filler, padding of `filler` octets. */
function clientHello(host: string, protocol: string, filler = 0): Buffer {
  const list = (...pieces: readonly Piece[]) => {
    const content = octets(...pieces);
    return octets(u16(content.length), content);
  };
  const extensions = list(
    u16(0),
    list(list(0, list(host))),
    u16(16),
    list(list(protocol.length, protocol)),
    u16(21),
    list(Buffer.alloc(filler)),
  );
  const body = octets(u16(0x0303), Buffer.alloc(32, 7), 0, list(u16(0x1301)), 1, 0, extensions);
  return octets(1, 0, u16(body.length), body);
}

/** A protected Initial packet of a client: the inverse of `openInitial`. */
function initial(number: number, idHex: string, frames: Uint8Array, packetNumber = 0, source = ''): Buffer {
  const version = quicVersion(number);
  if (!version) throw new Error(`unknown version ${number}`);
  const id = Buffer.from(idHex, 'hex');
  const keys = clientInitialKeys(version, id);
  const payload = Buffer.concat([frames, Buffer.alloc(Math.max(0, 32 - frames.length))]);
  const header = octets(
    0xc0 | (version.initialType << 4),
    u32(number),
    id.length,
    id,
    source.length,
    source,
    0,
    varint(1 + payload.length + 16),
    packetNumber,
  );
  const nonce = Buffer.from(keys.iv);
  nonce.writeUInt8(nonce.readUInt8(11) ^ packetNumber, 11);
  const cipher = createCipheriv('aes-128-gcm', keys.key, nonce).setAAD(header);
  const sealed = Buffer.concat([cipher.update(payload), cipher.final(), cipher.getAuthTag()]);
  const mask = createCipheriv('aes-128-ecb', keys.headerKey, null).update(sealed.subarray(3, 19));
  header.writeUInt8(header.readUInt8(0) ^ (mask.readUInt8(0) & 0x0f), 0);
  header.writeUInt8(packetNumber ^ mask.readUInt8(1), header.length - 1);
  return Buffer.concat([header, sealed]);
}

/** A Google QUIC CHLO with these tags. */
function chlo(tags: readonly (readonly [tag: string, value: string])[]): Buffer {
  let end = 0;
  const table = tags.map(([tag, value]) => {
    end += value.length;
    return octets(tag, u32le(end));
  });
  return octets(
    'CHLO',
    tags.length & 0xff,
    tags.length >> 8,
    0,
    0,
    ...table,
    ...tags.map(([, value]) => value),
  );
}

const helloFacts = (version: string, ja4: string) => [
  { field: 'version', value: version },
  { field: 'sni', value: 'viewer.hosp.lan' },
  { field: 'alpn', value: 'h3' },
  { field: 'ja4', value: ja4 },
];
const JA4 = 'q13d0308h3_55b375c5d22e_5a6c87586398';
const VERSION_1_ONLY = [{ field: 'version', value: '1' }];

const HELLO = clientHello('pump.hosp.lan', 'h3');
const PUMP_FACTS = [
  { field: 'sni', value: 'pump.hosp.lan' },
  { field: 'alpn', value: 'h3' },
  { field: 'ja4', value: 'q12d0103h3_0f2cb44170f4_4298e3b3ed58' },
];
const LONG_HELLO = clientHello('pump.hosp.lan', 'h3', 900);

const VECTORS: Vector[] = [
  {
    name: 'quic-initial: version 1, pieces out of order',
    messages: [{ from: 'client', hex: INITIAL_1 }],
    facts: helloFacts('1', JA4),
    server: 'server',
  },
  {
    name: 'quic2-initial: version 2',
    messages: [{ from: 'client', hex: INITIAL_2 }],
    facts: helloFacts('2', JA4),
    server: 'server',
  },
  {
    name: 'n-quic-tag: one bit of the tag is wrong',
    messages: [{ from: 'client', hex: `${INITIAL_1.slice(0, -2)}69` }],
    facts: VERSION_1_ONLY,
  },
  {
    name: 'draft 29, the hello over two datagrams with the second half first, behind acknowledgement, ping and padding',
    messages: [
      clientSends(
        initial(
          DRAFT_29,
          CONNECTION_ID,
          octets(2, 5, 0, 1, 0, 1, 1, 3, 7, 0, 0, 0, 1, 1, 1, 1, 0, 0, crypto(500, LONG_HELLO.subarray(500))),
        ),
      ),
      clientSends(initial(DRAFT_29, CONNECTION_ID, crypto(0, LONG_HELLO.subarray(0, 520)), 1)),
    ],
    facts: [{ field: 'version', value: 'draft-29' }, ...PUMP_FACTS],
    server: 'server',
  },
  {
    name: 'an Initial behind another one in the same datagram',
    messages: [
      clientSends(
        initial(1, CONNECTION_ID, octets(crypto(0, HELLO.subarray(0, 20)))),
        initial(1, CONNECTION_ID, octets(crypto(20, HELLO.subarray(20))), 1),
      ),
    ],
    facts: [...VERSION_1_ONLY, ...PUMP_FACTS],
    server: 'server',
  },
  {
    name: 'a Retry between: the keys follow the new connection id',
    messages: [
      clientSends(initial(1, CONNECTION_ID, crypto(0, HELLO.subarray(0, 20)))),
      serverSends(0xf0, u32(1), 0, 8, 'RETRYCID', 'token and tag of the retry packet'),
      clientSends(initial(1, Buffer.from('RETRYCID').toString('hex'), crypto(0, HELLO))),
    ],
    facts: [...VERSION_1_ONLY, { field: 'version', value: '1', from: 'server' }, ...PUMP_FACTS],
    server: 'server',
  },
  {
    name: 'only the server is seen: nothing can be opened',
    messages: [{ from: 'server', hex: `${INITIAL_1.slice(0, -2)}00` }],
    facts: [{ field: 'version', value: '1', from: 'server' }],
  },
  {
    name: 'the stream begins with another message than a ClientHello',
    messages: [clientSends(initial(1, CONNECTION_ID, crypto(0, octets(2, 0, 0, 1, 0))))],
    facts: VERSION_1_ONLY,
    anomalies: ['client-hello-malformed'],
  },
  {
    name: 'a hello longer than what is kept',
    messages: [clientSends(initial(1, CONNECTION_ID, crypto(0, octets(1, 1, 0, 0, 0))))],
    facts: VERSION_1_ONLY,
    anomalies: ['client-hello-malformed'],
  },
  {
    name: 'an acknowledgement with more ranges than are passed over hides the rest of its packet',
    messages: [
      clientSends(initial(1, CONNECTION_ID, octets(2, 0, 0, varint(ACK_RANGE_LIMIT + 1), crypto(0, HELLO)))),
    ],
    facts: VERSION_1_ONLY,
  },
  {
    name: 'Google QUIC of the old form',
    messages: [
      clientSends(
        octets(0x0d, 'connect8', 'Q043', 1, Buffer.alloc(12), 0xa0, 1, u16(512)),
        chlo([
          ['PAD-', '----'],
          ['SNI\0', 'viewer.hosp.lan'],
          ['UAID', 'Chrome/58.0 Windows NT 6.1'],
        ]),
      ),
    ],
    facts: [
      { field: 'version', value: 'Q043' },
      { field: 'sni', value: 'viewer.hosp.lan' },
      { field: 'user-agent', value: 'Chrome/58.0 Windows NT 6.1' },
    ],
    server: 'server',
  },
  {
    name: 'Google QUIC with a long header, values beyond the packet',
    messages: [
      clientSends(
        0xc3,
        'Q046',
        0x50,
        'connect8',
        u32(1),
        Buffer.alloc(12),
        'CHLO',
        1,
        0,
        0,
        0,
        'SNI\0',
        u32le(99),
      ),
    ],
    facts: [{ field: 'version', value: 'Q046' }],
    server: 'server',
  },
  {
    name: 'Google QUIC with more tags than anyone sends',
    messages: [
      clientSends(
        0xc3,
        'Q046',
        0x50,
        'connect8',
        chlo(Array.from({ length: CHLO_TAG_LIMIT + 1 }, () => ['SNI\0', 'a.hosp.lan'] as const)),
      ),
    ],
    facts: [{ field: 'version', value: 'Q046' }],
  },
  {
    name: 'an unknown version',
    messages: [{ from: 'client', hex: INITIAL_1.replace('c300000001', 'c3babababa') }],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'a connection id of 21 octets',
    messages: [clientSends(0xc0, u32(1), 21, Buffer.alloc(60, 1))],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'a short header',
    messages: [clientSends(0x43, u32(1), Buffer.alloc(60, 1))],
    facts: [],
    unrecognised: true,
  },
];

describeDissector(quic, VECTORS);

const outcomeOf = (...datagrams: readonly Buffer[]) =>
  converse(
    quic,
    { name: '', messages: [], facts: [] },
    datagrams.map((datagram) => ({ from: 'client', octets: datagram })),
  ).facts.map(({ value }) => value);

it('derives the keys that RFC 9001 and RFC 9369 give', () => {
  const keysOf = (number: number) => {
    const version = quicVersion(number);
    const keys = version && clientInitialKeys(version, Buffer.from(CONNECTION_ID, 'hex'));
    return keys && [keys.key, keys.iv, keys.headerKey].map((each) => each.toString('hex'));
  };
  expect(keysOf(1)).toEqual([
    '1f369613dd76d5467730efcbe3b1a22d',
    'fa044b2f42a3fd3b46fb255c',
    '9f50449e04a0e810283a1e9933adedd2',
  ]);
  expect(keysOf(0x6b33_43cf)?.[0]).toBe('8b1a0bc121284290a29e0971b5cd045d');
});

it('derives no more keys for a flow than its limit', () => {
  const strange = Array.from({ length: KEY_LIMIT }, (_, index) => {
    const packet = initial(1, `00000000000000${index + 10}`, crypto(0, HELLO));
    packet.writeUInt8(packet.readUInt8(packet.length - 1) ^ 1, packet.length - 1);
    return packet;
  });
  const good = initial(1, CONNECTION_ID, crypto(0, HELLO));
  expect(outcomeOf(...strange, good)).not.toContain('pump.hosp.lan');
  expect(outcomeOf(...strange.slice(1), good)).toContain('pump.hosp.lan');
});

it('keeps no more pieces of the hello than its limit', () => {
  const single = (count: number) =>
    octets(...Array.from({ length: count }, (_, index) => crypto(600 + 2 * index, Buffer.from([0]))));
  const rest = initial(1, CONNECTION_ID, crypto(0, HELLO), 1);
  expect(outcomeOf(initial(1, CONNECTION_ID, single(CRYPTO_PIECE_LIMIT)), rest)).not.toContain(
    'pump.hosp.lan',
  );
  expect(outcomeOf(initial(1, CONNECTION_ID, single(CRYPTO_PIECE_LIMIT - 1)), rest)).toContain(
    'pump.hosp.lan',
  );
});
