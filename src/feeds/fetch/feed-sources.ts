/** Where feeds come from. Nothing is fetched from here unless a person asks for it by name, or for all. */

export interface FeedSource {
  /** Name on the command line. */
  readonly id: string;
  readonly title: string;
  /** Feed that the files must be of, as readers name it. */
  readonly feed: string;
  readonly files: readonly SourceFile[];
}

export interface SourceFile {
  readonly url: string;
  /** Path below the folder of feeds. */
  readonly path: string;
  /** URL of a text with `sha256:` of the decompressed content, as NVD publishes it. */
  readonly metaUrl?: string;
}

const NVD = 'https://nvd.nist.gov/feeds/json/cve/2.0';
const FIRST_NVD_YEAR = 2002;

/** All sources; NVD has one file for each year up to `year`. */
export function feedSources(year: number): readonly FeedSource[] {
  const years = Array.from(
    { length: Math.max(0, year - FIRST_NVD_YEAR + 1) },
    (_, index) => `${FIRST_NVD_YEAR + index}`,
  );
  return [
    {
      id: 'kev',
      title: 'CISA known exploited vulnerabilities',
      feed: 'kev',
      files: [
        {
          url: 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
          path: 'kev/known_exploited_vulnerabilities.json',
        },
      ],
    },
    {
      id: 'epss',
      title: 'FIRST EPSS',
      feed: 'epss',
      files: [
        {
          url: 'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz',
          path: 'epss/epss_scores-current.csv.gz',
        },
      ],
    },
    {
      id: 'nvd',
      title: 'NVD CVE 2.0',
      feed: 'nvd',
      files: [...years, 'modified'].map((name) => ({
        url: `${NVD}/nvdcve-2.0-${name}.json.gz`,
        path: `nvd/nvdcve-2.0-${name}.json.gz`,
        metaUrl: `${NVD}/nvdcve-2.0-${name}.meta`,
      })),
    },
    {
      id: 'cve-list',
      title: 'CVE list with what CISA adds',
      feed: 'cve-list',
      files: [
        {
          url: 'https://github.com/CVEProject/cvelistV5/archive/refs/heads/main.zip',
          path: 'cve-list/cvelistV5-main.zip',
        },
      ],
    },
    {
      id: 'cisa-csaf',
      title: 'CISA advisories, medical and industrial',
      feed: 'csaf',
      files: [
        {
          url: 'https://github.com/cisagov/CSAF/archive/refs/heads/develop.zip',
          path: 'csaf/cisa-csaf-develop.zip',
        },
      ],
    },
    {
      id: 'end-of-life',
      title: 'endoflife.date',
      feed: 'end-of-life',
      files: [{ url: 'https://endoflife.date/api/v1/products/full', path: 'end-of-life/products.json' }],
    },
    {
      id: 'fda-classification',
      title: 'FDA product classification',
      feed: 'fda-classification',
      files: [
        {
          url: 'https://www.accessdata.fda.gov/premarket/ftparea/foiclass.zip',
          path: 'fda/foiclass.zip',
        },
      ],
    },
    {
      id: 'attack',
      title: 'MITRE ATT&CK',
      feed: 'attack',
      files: ['ics-attack', 'enterprise-attack'].map((name) => ({
        url: `https://raw.githubusercontent.com/mitre-attack/attack-stix-data/master/${name}/${name}.json`,
        path: `attack/${name}.json`,
      })),
    },
  ];
}
