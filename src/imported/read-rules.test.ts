/** Every format with small synthetic files: what is taken, what it says about a device, what is refused and why. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IndexedFile } from './imported-fingerprints.ts';
import { type RulesRead, readRules, recogniseFormat } from './read-rules.ts';
import type { Vocabulary } from './rule-collector.ts';

const vocabulary: Vocabulary = {
  categories: new Set(['printer', 'voip-phone', 'infusion-pump', 'router', 'network-switch', 'workstation']),
  makerAtStart: (text) => ['Acme', 'Umbrella'].find((maker) => text.startsWith(maker)),
};

function read(text: string, fileName = 'rules', origin?: string): RulesRead {
  const rules = readRules({ text, fileName, origin }, vocabulary);
  if (!rules) throw new Error('the format is not recognised');
  return rules;
}

/** What all rules of a field say about a value. */
function says({ files }: RulesRead, factId: string, value: string) {
  return files
    .filter(({ facts }) => facts.includes(factId))
    .flatMap((file) => new IndexedFile(file).match(value))
    .map(({ attributes, category, confidence }) => ({
      ...attributes,
      ...(category ? { category } : {}),
      confidence,
    }));
}

const reasons = ({ refused }: RulesRead) => refused.map(({ entry, reason }) => `${entry}: ${reason}`);

const recog = (rules: string, matches = 'ssh.banner') =>
  `<?xml version="1.0"?><fingerprints matches="${matches}" protocol="ssh">${rules}</fingerprints>`;
const recogRule = (pattern: string, inside: string, flags = '') =>
  `<fingerprint pattern="${pattern}"${flags}><description>Acme &amp; sons</description>${inside}</fingerprint>`;
const param = (name: string, value: string) => `<param pos="0" name="${name}" value="${value}"/>`;

describe('recog', () => {
  it('takes what a rule says about the device', () => {
    const rules = read(
      recog(
        recogRule(
          '^AcmeSSH (\\S+)-([\\d.]+)$',
          `<example hw.product="P100" hw.version="2.1">AcmeSSH P100-2.1</example>
           ${param('hw.vendor', 'Acme')}${param('hw.device', 'Printer')}${param('service.vendor', 'OpenBSD')}
           <param pos="1" name="hw.product"/><param pos="2" name="hw.version"/>`,
        ),
      ),
    );
    expect(rules).toMatchObject({ format: 'recog', origin: 'recog', refused: [] });
    expect(rules.files[0]?.fingerprints[0]).toMatchObject({
      id: 'acme-sons',
      describes: 'Acme & sons',
      examples: [{ value: 'AcmeSSH P100-2.1', expect: { model: 'P100', firmwareVersion: '2.1' } }],
    });
    expect(says(rules, 'ssh/software', 'AcmeSSH P7-3.0')).toEqual([
      { vendor: 'Acme', model: 'P7', firmwareVersion: '3.0', category: 'printer', confidence: 60 },
    ]);
  });

  it.each([
    [
      'a maker of systems makes no device',
      `${param('os.vendor', 'Microsoft')}${param('os.device', 'Desktop')}${param('os.product', 'Windows 10')}`,
      { os: 'Windows 10', category: 'workstation' },
    ],
    [
      'the system of a device names its maker',
      `${param('os.vendor', 'Acme')}${param('os.device', 'Switch')}${param('os.family', 'AOS')}${param('os.product', 'X20')}${param('os.version', '7')}`,
      { vendor: 'Acme', model: 'X20', firmwareVersion: '7', category: 'network-switch' },
    ],
    [
      'a system named as its family is no model',
      `${param('os.vendor', 'Acme')}${param('os.device', 'Router')}${param('os.family', 'AOS')}${param('os.product', 'AOS')}`,
      { vendor: 'Acme', category: 'router' },
    ],
    [
      'a name for firmware is no system',
      `${param('hw.vendor', 'Acme')}${param('os.product', 'P100 Firmware')}`,
      { vendor: 'Acme' },
    ],
    [
      'words that tell no model are none',
      `${param('hw.vendor', 'Acme')}${param('hw.product', 'Printer')}`,
      { vendor: 'Acme' },
    ],
    [
      'parameters refer to others',
      `${param('hw.vendor', 'Acme')}<param pos="0" name="hw.product" value="P {hw.family}"/>${param('hw.family', 'Z')}`,
      { vendor: 'Acme', model: 'P Z' },
    ],
  ])('%s', (_, params, expected) => {
    const { confidence: _confidence, ...said } = says(
      read(recog(recogRule('^x y$', params))),
      'ssh/software',
      'x y',
    )[0] ?? { confidence: 0 };
    expect(said).toEqual(expected);
  });

  it('keeps what names only software: it speaks before later rules and says nothing', () => {
    const rules = read(
      recog(
        recogRule('^OpenSSH', param('service.vendor', 'OpenBSD')) +
          recogRule('^OpenSSH_Acme', param('hw.vendor', 'Acme')),
      ),
    );
    expect(says(rules, 'ssh/software', 'OpenSSH_Acme')).toEqual([{ confidence: 0 }]);
  });

  it.each([
    ['REG_ICASE', 'ACMESSH', 1],
    ['', 'ACMESSH', 0],
    ['REG_DOT_NEWLINE,REG_ICASE', 'AcmeSSH', 1],
  ])('flags "%s" on %s: %d', (flags, value, matches) => {
    const rules = read(recog(recogRule('^AcmeSSH$', param('hw.vendor', 'Acme'), ` flags="${flags}"`)));
    expect(says(rules, 'ssh/software', value)).toHaveLength(matches);
  });

  it('lowers what recog is not certain of', () => {
    const rules = read(
      recog(recogRule('^AcmeSSH$', param('hw.vendor', 'Acme') + param('hw.certainty', '0.5'))),
    );
    expect(says(rules, 'ssh/software', 'AcmeSSH')).toEqual([{ vendor: 'Acme', confidence: 43 }]);
  });

  it('puts line breaks in the form of our facts, and values in the form of recog', () => {
    const telnet = read(
      recog(recogRule('^\\r\\nAcme\\r\\n\\r\\nlogin:', param('hw.vendor', 'Acme')), 'telnet_banners'),
    );
    expect(says(telnet, 'telnet/banner', 'Acme login:')).toHaveLength(1);
    const realm = read(
      recog(
        recogRule(
          '^Basic realm=&quot;Acme&quot;',
          `<example>Basic realm="Acme"</example><example>Digest realm="Acme"</example>${param('hw.vendor', 'Acme')}`,
        ),
        'http_header.wwwauth',
      ),
    );
    expect(says(realm, 'http/realm', 'Acme')).toHaveLength(1);
    expect(realm.files[0]?.fingerprints[0]?.examples).toEqual([{ value: 'Acme', expect: {} }]);
  });

  it('decodes examples in base64 and passes over those in other files', () => {
    const rules = read(
      recog(
        recogRule(
          '^Acme',
          `<example _encoding="base64">${Buffer.from('Acme\r\n1').toString('base64')}</example><example _filename="x">y</example>${param('hw.vendor', 'Acme')}`,
        ),
      ),
    );
    expect(rules.files[0]?.fingerprints[0]?.examples.map(({ value }) => value)).toEqual(['Acme 1']);
  });

  it.each([
    [
      'a field that nobody reads',
      recog(recogRule('a', ''), 'x11.vendor'),
      /no dissector reads the field of the database "x11.vendor"/,
    ],
    ['look-ahead', recog(recogRule('a(?=b)', param('hw.vendor', 'Acme'))), /need backtracking/],
    ['unknown flags', recog(recogRule('a', '', ' flags="REG_NEW"')), /flags .* not known/],
    [
      'examples that do not match',
      recog(recogRule('^abc', `<example>xyz</example>${param('hw.vendor', 'Acme')}`)),
      /its own example "xyz" fails: the pattern does not match/,
    ],
    [
      'examples that give something else',
      recog(
        recogRule(
          '^a(.)',
          `<example hw.product="c">ab</example>${param('hw.vendor', 'Acme')}<param pos="1" name="hw.product"/>`,
        ),
      ),
      /gives model "b", the example says "c"/,
    ],
    [
      'groups that are not there',
      recog(recogRule('^abc', '<param pos="2" name="hw.product"/>')),
      /no group "2"/,
    ],
    [
      'no text to find it by, and large',
      recog(recogRule('[a-z]{1,300}', param('hw.vendor', 'Acme'))),
      /requires no text/,
    ],
    [
      'what is said twice',
      recog(recogRule('^abc', param('hw.vendor', 'Acme')).repeat(2)),
      /another entry has the same pattern/,
    ],
  ])('refuses %s', (_, text, reason) => {
    expect(reasons(read(text, 'file.xml')).join()).toMatch(reason);
  });

  it('reads no rule out of a comment, and none that is cut off', () => {
    const text = recog(
      `<!-- ${recogRule('^no', '')} -->${recogRule('^yes', param('hw.vendor', 'Acme'))}<fingerprint pattern="^cut`,
    );
    expect(read(text).files[0]?.fingerprints.map(({ pattern }) => pattern)).toEqual(['^yes']);
  });
});

const FINGERBANK = `
[class 1]
description=Windows
members=100-199,300
[class 3]
description=VoIP Phones/Adapters
members=300-399
[os 100]
description=Acme Windows 9
fingerprints=<<EOT
1,15,3,6
# 9,9
EOT
vendor_id=<<EOT
MSFT 5.0
EOT
[os 301]
description=Umbrella IP Phone
fingerprints=<<EOT
1,66,6
1,3,6
EOT
vendor_id=<<EOT
Umbrella.Phone
EOT
[os 302]
description=Acme IP Phone
fingerprints=<<EOT
1,3,6
1,three
EOT
[os 900]
description=Something
fingerprints=<<EOT
9,8,7
EOT
[os 901]
description=Nothing
`;

describe('Fingerbank', () => {
  const rules = read(FINGERBANK, 'dhcp_fingerprints.conf');

  it.each([
    ['dhcp/parameter-request-list', '1,15,3,6', [{ os: 'Windows', confidence: 50 }]],
    [
      'dhcp/parameter-request-list',
      '1,66,6',
      [{ vendor: 'Umbrella', category: 'voip-phone', confidence: 50 }],
    ],
    ['dhcp/parameter-request-list', '1,66,6,9', []],
    ['dhcp/vendor-class', 'Umbrella.Phone', [{ vendor: 'Umbrella', category: 'voip-phone', confidence: 60 }]],
  ])('%s %s', (factId, value, expected) => {
    expect(says(rules, factId, value)).toEqual(expected);
  });

  it('says of a list that two entries claim only what both say', () => {
    expect(says(rules, 'dhcp/parameter-request-list', '1,3,6')).toEqual([
      { category: 'voip-phone', confidence: 50 },
    ]);
  });

  it('tells what it refuses', () => {
    expect(reasons(rules)).toEqual([
      'Acme Windows 9: the vendor class "MSFT 5.0" is that of many devices',
      'Acme IP Phone: "1,three" is no list of options',
      'Nothing: it has neither list nor vendor class',
      'Something: it says nothing about the device that is sure',
    ]);
  });
});

const SATORI = `<?xml version="1.0"?><DHCP author="x"><fingerprints>
<fingerprint name="Acme phone" os_name="" os_class="" device_type="VoIP Phone" device_vendor="Acme Inc.">
 <dhcp_tests><test weight="5" matchtype="exact" dhcptype="Discover" dhcpoption55="1,3,66"/>
 <test weight="1" matchtype="exact" dhcptype="Any" dhcpoptions="53,60,55"/>
 <test weight="5" matchtype="partial" dhcptype="Any" dhcpvendorcode="acme.phone"/>
 <test weight="1" matchtype="exact" dhcptype="Any" ipttl="64"/></dhcp_tests></fingerprint>
<fingerprint name="Linux" os_name="Linux 5" os_class="Linux" device_type="" device_vendor="">
 <tcp_tests><test weight="5" matchtype="exact" tcpflag="S" tcpsig="29200:64:1:60:M1460,S,T,N,W7:."/>
 <test weight="5" matchtype="exact" tcpflag="SA" tcpsig="4380:255:1:60:M1460,N,N,T,S,E,E:AT"/></tcp_tests></fingerprint>
<fingerprint name="Browser" os_name="x"><test weight="5" matchtype="exact" webuseragent="y"/></fingerprint>
</fingerprints></DHCP>`;

describe('Satori', () => {
  const rules = read(SATORI, 'dhcp.xml');

  it.each([
    ['dhcp/parameter-request-list', '1,3,66', [{ vendor: 'Acme', category: 'voip-phone', confidence: 50 }]],
    ['dhcp/option-order', '53,60,55', [{ vendor: 'Acme', category: 'voip-phone', confidence: 10 }]],
    ['dhcp/vendor-class', 'x ACME.phone 7', [{ vendor: 'Acme', category: 'voip-phone', confidence: 50 }]],
    ['tcp/syn', '64:29200:20:1460:7:mss,sok,ts,nop,ws', [{ os: 'Linux', confidence: 50 }]],
    ['tcp/syn-ack', '255:4380:3:1460:-:mss,nop,nop,ts,sok,eol+1', [{ os: 'Linux', confidence: 50 }]],
  ])('%s %s', (factId, value, expected) => {
    expect(says(rules, factId, value)).toEqual(expected);
  });

  it('tells what it refuses', () => {
    expect(reasons(rules)).toEqual(['Browser: it has no test of a field that is read']);
  });
});

const P0F = `
; comment
[mtu]
label = Ethernet
sig = 1500
[tcp:request]
label = s:unix:Linux:9.x
sig = *:64:0:*:mss*20,10:mss,sok,ts,nop,ws:df,id+:0
sig = *:64:0:*:mtu*2,10:mss:df:0
label = s:win:Windows:NT
sig = *:128:0:1460:8192,*:mss,nop,ws:df:0
label = g:unix:BSD:
sig = *:128:0:1460:8192,*:mss,nop,ws::0
label = s:!:NMap:scan
sig = *:64-:0:1460:1024,0:mss::0
[tcp:response]
label = s:unix:Linux:9.x
sig = *:64:0:*:*,0:mss,eol+1::0
`;

describe('p0f', () => {
  const rules = read(P0F, 'p0f.fp');

  it.each([
    ['tcp/syn', '64:29200:20:1460:10:mss,sok,ts,nop,ws', [{ os: 'Linux', confidence: 40 }]],
    ['tcp/syn', '64:29201:-:1460:10:mss,sok,ts,nop,ws', []],
    ['tcp/syn-ack', '64:77:-:1460:-:mss,eol+1', [{ os: 'Linux', confidence: 40 }]],
  ])('%s %s', (factId, value, expected) => {
    expect(says(rules, factId, value)).toEqual(expected);
  });

  it('tells what it refuses, and what two systems share', () => {
    expect(reasons(rules)).toEqual([
      'Ethernet: the section [mtu] is not read',
      's:unix:Linux:9.x: the signature "*:64:0:*:mtu*2,10:mss:df:0" is not understood',
      's:!:NMap:scan: it tells a tool and no system',
      'Windows NT or BSD: it says nothing about the device that is sure',
    ]);
  });
});

const own = (more: object = {}) => ({
  id: 'ward-pump',
  pattern: '^WardPump (?<model>\\w+)',
  describes: 'pump of the ward',
  attributes: { vendor: 'Acme', model: '{model}' },
  category: 'infusion-pump',
  confidence: 95,
  categoryConfidence: 70,
  source: 'seen on the ward',
  examples: [{ value: 'WardPump X1', expect: { vendor: 'Acme', model: 'X1', category: 'infusion-pump' } }],
  ...more,
});
const ownFile = (...fingerprints: unknown[]) => ({
  facts: ['http/server', 'http/title'],
  about: 'Ward.',
  fingerprints,
});

describe('own rules', () => {
  it('are taken for each of their fields, under the name of their file', () => {
    const rules = read(JSON.stringify(ownFile(own())), 'St Olav Ward 3.json');
    expect(rules).toMatchObject({ format: 'wardlight', origin: 'st-olav-ward-3', refused: [] });
    for (const factId of ['http/server', 'http/title'])
      expect(says(rules, factId, 'wardpump K2')).toEqual([
        { vendor: 'Acme', model: 'K2', category: 'infusion-pump', confidence: 80 },
      ]);
  });

  it('come back from what export writes', () => {
    const { files } = read(
      recog(
        recogRule(
          '^AcmeSSH (\\S+)$',
          `<example>AcmeSSH 1</example>${param('hw.vendor', 'Acme')}<param pos="1" name="hw.product"/>`,
        ),
      ),
    );
    const again = read(JSON.stringify({ files }), 'export.json', 'recog');
    expect(says(again, 'ssh/software', 'AcmeSSH 7')).toEqual([
      { vendor: 'Acme', model: '7', confidence: 60 },
    ]);
    expect(says(again, 'ssh/software', 'acmessh 7')).toEqual([]);
  });

  it.each([
    ['no JSON', '{', /no JSON/],
    ['no fields', { fingerprints: [own()] }, /"facts" must list/],
    ['a field in another form', { facts: ['Server'], fingerprints: [] }, /"facts" must list/],
    ['no list', { facts: ['http/server'] }, /"fingerprints" must be a list/],
    ['no object', ownFile(null), /must be an object/],
    ['an unknown key', ownFile(own({ colour: 'red' })), /unknown key "colour"/],
    ['no example', ownFile(own({ examples: [] })), /needs at least one example/],
    [
      'a category that there is not',
      ownFile(own({ category: 'toaster', examples: [{ value: 'WardPump X1', expect: {} }] })),
      /no category "toaster"/,
    ],
    ['flags that are none', ownFile(own({ flags: 7 })), /flags must be a text/],
    ['look-behind', ownFile(own({ pattern: '(?<=a)b(?<model>c)' })), /need backtracking/],
    ['an empty attribute', ownFile(own({ attributes: { vendor: ' ' } })), /is empty/],
  ])('refuse %s', (_, json, reason) => {
    const rules = read(typeof json === 'string' ? json : JSON.stringify(json), 'own.json');
    expect(rules.files).toEqual([]);
    expect(reasons(rules).join()).toMatch(reason);
  });
});

describe('recogniseFormat', () => {
  it.each(['', 'text', '<html></html>', '[section]\na=b', '\u0000\u0001'])('does not know %j', (text) => {
    expect(recogniseFormat(text)).toBeUndefined();
    expect(readRules({ text, fileName: 'x', origin: undefined }, vocabulary)).toBeUndefined();
  });
});

describe('readRules', () => {
  it('reads any text without failing', () => {
    const piece = fc.constantFrom(
      ...[
        '<fingerprints matches="ssh.banner">',
        '<fingerprints',
        '<fingerprint ',
        'pattern="a(b',
        '"',
        '>',
        '</fingerprint>',
      ],
      ...[
        '<param pos="1" name="hw.vendor"/>',
        '<param pos="0" name="os.product" value="{x.y}"/>',
        '<!--',
        '-->',
        '<example>',
        '&#0;',
      ],
      ...[
        '<DHCP>',
        '<test dhcpoption55="1" ',
        'tcpsig=":::"',
        '\n[os 1]\n',
        '\nfingerprints=<<EOT\n',
        '1,2',
        'EOT',
      ],
      ...[
        '\n[tcp:request]\n',
        'label = s:unix:X:',
        'sig = *:64:0',
        '{"files":[',
        '{"facts":["a/b"],"fingerprints":[',
        '{}',
        'null',
        ']}',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        readRules({ text: pieces.join(''), fileName: 'x.xml', origin: undefined }, vocabulary);
      }),
      { numRuns: 500 },
    );
  });
});
