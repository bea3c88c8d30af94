/** docs/accuracy.md, made of the figures and of the differences with their reasons. */

import { type NamedDifference, percentOf, type Section } from './figures.ts';

interface Chapter {
  readonly title: string;
  /** What is compared, in a sentence or two. */
  readonly about: string;
}

const HOSPITAL =
  'A hospital made of real programs and of scripted medical devices, with a truth that tells for each capture which facts its packets show. Recall counts the facts that are visible in the capture, precision the best value claimed for every device whose true value is known. The operating system is almost never visible as text and is shown only.';

const CHAPTERS: Readonly<Record<string, Chapter>> = {
  benign: { title: 'Laboratory hospital, a working day', about: HOSPITAL },
  attacks: {
    title: 'Laboratory hospital, under attack',
    about: 'The same hospital during 33 attacks, among them a rogue device that poses as an infusion pump.',
  },
  night: {
    title: 'Laboratory hospital, one minute at night',
    about: 'The same hospital with little traffic.',
  },
  ndpi: {
    title: 'Protocols of flows, against nDPI',
    about:
      'The regression captures of nDPI with their expected results: each flow whose protocol Wardlight claims and whose confidence is DPI (guesses by port are left out). `TLS.Google` counts as TLS. A flow is right when its protocol is recognised and no other.',
  },
  ja4: {
    title: 'JA4 fingerprints',
    about:
      "Every value that nDPI's results and the checks of suricata-verify expect. nDPI departs from the definition of FoxIO in the letters for SNI and ALPN; the second line compares letter for letter. The values of the definition itself are tests of the TLS dissector.",
  },
  tapirxl: {
    title: 'Synthetic medical network of tapirxl',
    about: 'Its golden inventory, row by row. Rows that are not marked HIGH are guesses of that tool.',
  },
  tapirx: {
    title: 'HL7 and DICOM captures of tapirx',
    about:
      'There is no golden result; every application, device text and AE title that stands in the packets must be found. They hold no EUI-64 and no UDI.',
  },
  'iot-sentinel': {
    title: 'Consumer devices of IoT Sentinel',
    about:
      'Set-up traffic of fifteen kinds of device, three captures each. Not all of them say who they are: judged is what the packets tell.',
  },
  matching: {
    title: 'Matching of published advisories',
    about:
      'Questions about medical products and versions, with the vulnerabilities that people read out of the advisory; and CPE names over the records of NVD, with conditional hits told apart. Advisories are the only feed of the former, NVD of the latter.',
  },
  outlook: {
    title: 'Foresight of exploitation',
    about:
      'For each day, all vulnerabilities of its EPSS file that were not in KEV that day are ranked by what was known then; those that came into KEV later must stand in front. The goal of a day is what EPSS alone reaches. How it is done: [risk.md](risk.md).',
  },
};

const INTRODUCTION = `# Accuracy

What Wardlight identifies, measured on captures whose truth is known, and where it differs. The captures belong to others and are
not part of this repository. With a folder that holds them,

\`\`\`sh
WARDLIGHT_REFERENCE=/path/to/reference npm run accuracy
\`\`\`

measures everything anew, raises the figures kept in \`test/accuracy/figures.json\` and writes this page from them. The figures are
floors: \`npm test\` measures too when the folder is there (beside the repository as \`shared\`, or in WARDLIGHT_REFERENCE) and fails
when one falls, or when a difference has no reason in \`test/accuracy/differences.json\`.
`;

export function renderAccuracy(
  sections: readonly Section[],
  differences: readonly NamedDifference[],
): string {
  const chapters = sections.map((section) =>
    renderSection(
      section,
      differences.filter(({ section: id }) => id === section.id),
    ),
  );
  return [INTRODUCTION, ...chapters].join('\n');
}

function renderSection(section: Section, differences: readonly NamedDifference[]): string {
  const { title, about } = CHAPTERS[section.id] ?? { title: section.id, about: '' };
  const hasNotes = section.shares.some(({ note }) => note !== undefined);
  const parts = [
    `## ${title}\n\n${about}\n`,
    table(
      ['measure', 'right', 'of', 'percent', 'goal', ...(hasNotes ? ['besides'] : [])],
      section.shares.map((share) => [
        share.name,
        `${share.right}`,
        `${share.of}`,
        percentOf(share).toFixed(1),
        share.shownOnly ? 'shown only' : `${share.goal ?? ''}`,
        ...(hasNotes ? [share.note ?? ''] : []),
      ]),
    ),
  ];
  if (section.counts.length > 0)
    parts.push(
      table(
        ['count', 'found', 'at most'],
        section.counts.map(({ name, count, atMost }) => [name, `${count}`, `${atMost}`]),
      ),
    );
  if (differences.length > 0)
    parts.push(
      table(
        ['where', 'expected', 'ours', 'reason'],
        differences.map(({ where, expected, ours, reason }) => [where, expected, ours, reason]),
      ),
    );
  return parts.join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((title, column) =>
    escaped.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), Math.max(3, title.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return `${[line(head), line(widths.map((width) => '-'.repeat(width))), ...escaped.map(line)].join('\n')}\n`;
}
