/**
 * The vulnerability data of the demonstration hospital: everything in it is invented, the numbers of the year 1900 too, which
 * no real list has. Real makers and models are named, because devices are found by them; nothing is said of the real ones.
 */

import { csafDocument, epssTable, kevCatalogue } from '../../test/support/feed-documents.ts';

/** The last day of the captures. The server moves all days so that this one is the day of loading. */
const LAST_DAY = '2026-05-06';

const REMOTE = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const NEARBY = 'CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H';
const SIGNED_IN = 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:L/A:L';
const BY_HAND = 'CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H';

interface Weakness {
  readonly maker: string;
  readonly product: string;
  readonly versions: string;
  readonly title: string;
  readonly vector: string;
  readonly score: number;
  /** On the last day; the lists before had less. */
  readonly epss: number;
  /** On the list of exploited ones since long, or only since the last day. */
  readonly exploited?: 'long' | 'new';
  /** How it is reached, as the maker's note says: what was seen of a device is compared with this. */
  readonly through?: string;
  /** What the maker offers; absent: nothing. */
  readonly fix?: string;
}

const WEAKNESSES: readonly Weakness[] = [
  {
    maker: 'ICU Medical',
    product: 'Plum 360',
    versions: '<= 15.1.0',
    title: 'pump takes commands without a login',
    through: 'Commands are taken over Telnet.',
    vector: REMOTE,
    score: 9.8,
    epss: 0.41,
    exploited: 'new',
    fix: 'Update to 15.2.0.',
  },
  {
    maker: 'B. Braun',
    product: 'SpaceCom',
    versions: '<= 11.2',
    title: 'settings are changed by a crafted message',
    through: 'The message goes to the web interface.',
    vector: NEARBY,
    score: 8.3,
    epss: 0.12,
    fix: 'Update to 11.3.',
  },
  {
    maker: 'Baxter',
    product: 'Spectrum IQ',
    versions: '< 9.03.00',
    title: 'service account with a fixed password',
    through: 'The account opens the Telnet service.',
    vector: NEARBY,
    score: 8.3,
    epss: 0.05,
  },
  {
    maker: 'Philips',
    product: 'M8004A',
    versions: '< K.00.00',
    title: 'monitor stops after a malformed packet',
    through: 'The packet goes to UDP port 24105.',
    vector: NEARBY,
    score: 8.3,
    epss: 0.02,
    fix: 'Update to L.01.',
  },
  {
    maker: 'Dräger',
    product: 'Evita Infinity V500',
    versions: '<= 2.51',
    title: 'service port gives access by hand',
    vector: BY_HAND,
    score: 6.1,
    epss: 0.001,
  },
  {
    maker: 'GE HealthCare',
    product: 'Revolution CT',
    versions: '<= revo_ct_21b.32',
    title: 'default password of the service account',
    through: 'The account opens the DICOM service.',
    vector: REMOTE,
    score: 9.8,
    epss: 0.31,
    exploited: 'long',
  },
  {
    maker: 'Xerox',
    product: 'WorkCentre 7345',
    versions: '<= 1.2.3',
    title: 'web page gives away stored jobs',
    through: 'Jobs are read over FTP.',
    vector: SIGNED_IN,
    score: 7.6,
    epss: 0.09,
    fix: 'Update to 1.3.',
  },
  {
    maker: 'Axis',
    product: 'P3245-LV',
    versions: '<= 10.12.114',
    title: 'camera runs what is sent to it',
    through: 'It is sent to the web interface.',
    vector: REMOTE,
    score: 9.8,
    epss: 0.52,
    exploited: 'long',
    fix: 'Update to 10.12.199.',
  },
  {
    maker: 'Cisco',
    product: 'WS-C2960X-48FPS-L',
    versions: '<= 15.2(7)E4',
    title: 'switch restarts after a management message',
    through: 'The message is one of SNMP.',
    vector: NEARBY,
    score: 8.3,
    epss: 0.03,
    fix: 'Update to 15.2(7)E9.',
  },
  {
    maker: 'Roche',
    product: 'cobas 8000',
    versions: '<= 6.04',
    title: 'analyser shares a folder with everybody',
    through: 'The folder is shared over SMB.',
    vector: NEARBY,
    score: 8.3,
    epss: 0.01,
  },
  {
    maker: 'Philips',
    product: 'EPIQ 7C',
    versions: '<= 5.0.1',
    title: 'images are stored where others read them',
    through: 'They are read over the DICOM service.',
    vector: NEARBY,
    score: 8.3,
    epss: 0.004,
    fix: 'Update to 5.0.5.',
  },
  {
    maker: 'Siemens Building Technologies',
    product: 'PXC36-E.D',
    versions: '<= V6.20.90',
    title: 'controller takes commands without a login',
    through: 'Commands are those of BACnet.',
    vector: NEARBY,
    score: 8.3,
    epss: 0.07,
  },
  {
    maker: 'Fresenius Kabi',
    product: 'Agilia',
    versions: '<= 4.3',
    title: 'pump accepts an altered drug library',
    vector: NEARBY,
    score: 8.3,
    epss: 0.02,
  },
  {
    maker: 'Mindray',
    product: 'BeneVision N-Series',
    versions: '<= 4.12',
    title: 'central station is impersonated',
    through: 'It is impersonated over HL7.',
    vector: NEARBY,
    score: 8.3,
    epss: 0.01,
  },
];

const idOf = (at: number): string => `CVE-1900-${1_001 + at}`;

function advisoryOf(weakness: Weakness, at: number): object {
  const { maker, product, versions, title, through, vector, score, fix } = weakness;
  const id = `DEMO-${String(at + 1).padStart(2, '0')}`;
  const note = `Invented for the demonstration hospital, not true of any device: ${title}.`;
  const range = {
    category: 'product_version_range',
    name: versions,
    product: { product_id: 'P1', name: `${product} ${versions}` },
  };
  const document = csafDocument(id, { cve: idOf(at), date: `${LAST_DAY}T00:00:00Z` });
  return {
    ...document,
    document: {
      ...document.document,
      title: `Demonstration: ${product}: ${title}`,
      publisher: {
        category: 'other',
        name: 'Wardlight demonstration',
        namespace: 'https://demonstration.example',
      },
      notes: [{ category: 'summary', text: note }],
    },
    product_tree: {
      branches: [
        {
          category: 'vendor',
          name: maker,
          branches: [{ category: 'product_name', name: product, branches: [range] }],
        },
      ],
    },
    vulnerabilities: [
      {
        cve: idOf(at),
        title: `Demonstration: ${title}`,
        notes: [{ category: 'summary', text: through === undefined ? note : `${note} ${through}` }],
        product_status: { known_affected: ['P1'] },
        scores: [
          {
            products: ['P1'],
            cvss_v3: {
              version: '3.1',
              vectorString: vector,
              baseScore: score,
              baseSeverity: score >= 9 ? 'CRITICAL' : score >= 7 ? 'HIGH' : 'MEDIUM',
            },
          },
        ],
        remediations: [
          fix === undefined
            ? { category: 'none_available', details: 'There is no update.', product_ids: ['P1'] }
            : { category: 'vendor_fix', details: fix, product_ids: ['P1'] },
        ],
      },
    ],
  };
}

/** Days before the last one of which there is a list of chances, with the share that each had reached by then. */
const EARLIER = [
  ['2026-04-08', 0.1],
  ['2026-04-15', 0.2],
  ['2026-04-22', 0.5],
  ['2026-04-29', 0.8],
] as const;
/** When the list of exploited ones came that has all but the newest. */
const LISTED_BEFORE = '2026-04-15';

/** Files of a folder of feeds by their names, as `wardlight feeds` reads them. */
export function demonstrationFeeds(): Readonly<Record<string, string>> {
  const json = (value: object) => `${JSON.stringify(value, null, 1)}\n`;
  const exploited = (only?: 'long') =>
    WEAKNESSES.flatMap((weakness, at) =>
      weakness.exploited && (weakness.exploited === only || !only) ? [idOf(at)] : [],
    );
  const chances = (share: number) =>
    Object.fromEntries(WEAKNESSES.map(({ epss }, at) => [idOf(at), Number((epss * share).toPrecision(3))]));
  return {
    ...Object.fromEntries(
      WEAKNESSES.map((weakness, at) => [
        `csaf-demo-${String(at + 1).padStart(2, '0')}.json`,
        json(advisoryOf(weakness, at)),
      ]),
    ),
    [`kev-${LISTED_BEFORE}.json`]: json(kevCatalogue(LISTED_BEFORE, exploited('long'))),
    ...Object.fromEntries(EARLIER.map(([day, share]) => [`epss-${day}.csv`, epssTable(day, chances(share))])),
    // The news of the last day come after all else was ranked: loading says which days are the last.
    [`kev-${LAST_DAY}.json`]: json(kevCatalogue(LAST_DAY, exploited())),
    [`epss-${LAST_DAY}.csv`]: epssTable(LAST_DAY, chances(1)),
  };
}

/** An asset register as a hospital keeps it, with one device that is elsewhere and one that nobody has seen. */
export const DEMONSTRATION_REGISTER = `Asset Tag,Manufacturer,Model,Serial No.,MAC Address,IP Address,Room
D-1001,Philips,M8004A,DEMO00001,,,ICU 1
D-1002,Philips,M8004A,DEMO00002,,,ICU 2
D-1003,Philips,IntelliVue MP70,DEMO00003,,,ICU 3
D-2001,ICU Medical,Plum 360,,00:03:b1:d0:01:01,10.20.40.32,ICU 1
D-2002,ICU Medical,Plum A+,,00:03:b1:d0:01:02,10.20.40.250,ICU 2
D-3001,GE HealthCare,Revolution CT,DEMO16001,,,CT 1
D-9001,Acme,Bladder scanner,SN-70001,,,Ward North store
`;
