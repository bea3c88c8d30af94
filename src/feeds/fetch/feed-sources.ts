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
  ];
}
