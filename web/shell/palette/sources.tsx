/** Where the palette looks, in the order of its groups. A new source is one entry here. */

import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import {
  IconBug,
  IconFileAlert,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconPrinter,
  IconSun,
} from '@tabler/icons-react';
import { mistakeIn, queryForText } from '../../../src/contract/device-query.ts';
import { listAdvisories } from '../../api/endpoints/advisories.ts';
import { listDevices } from '../../api/endpoints/devices.ts';
import { listVulnerabilities } from '../../api/endpoints/vulnerabilities.ts';
import { useAnswer } from '../../api/queries.ts';
import { deviceName } from '../../components/device-words.ts';
import { CategoryIcon } from '../../design/category-icon.tsx';
import { useMay } from '../../session/me.tsx';
import { shellText } from '../../text/shell.ts';
import { vulnerabilitiesText } from '../../text/vulnerabilities.ts';
import { signOutHere } from '../sign-out-here.ts';
import { usePermittedPages } from '../use-pages.ts';
import { DevicePreview } from './device-preview.tsx';
import { fits, type PaletteEntry, type PaletteSource } from './palette-entry.ts';
import { VulnerabilityPreview } from './vulnerability-preview.tsx';

/** A pause in typing after which the server is asked. */
const PAUSE_MS = 80;
const DEVICES = 6;

function useDeviceEntries(typed: string): readonly PaletteEntry[] {
  const [asked] = useDebouncedValue(typed, PAUSE_MS);
  const maySee = useMay('inventory:view');
  const found = useAnswer(
    listDevices,
    { query: { query: mistakeIn(asked) ? queryForText(asked) : asked, limit: DEVICES } },
    { enabled: maySee && asked !== '' && !asked.startsWith('>') },
  );
  if (asked === '' || typed === '' || typed.startsWith('>')) return [];
  return (found.data?.devices ?? []).map((device) => ({
    id: device.id,
    label: deviceName(device),
    note: [device.attributes['vendor']?.value, device.attributes['model']?.value, device.ips[0]]
      .filter((part) => part !== undefined)
      .join(' '),
    icon: <CategoryIcon of={device.category.value} />,
    to: `/devices/${device.id}`,
    preview: <DevicePreview device={device} />,
  }));
}

/** So few letters fit almost every vulnerability. */
const LEAST_LETTERS = 3;
const VULNERABILITIES = 5;

function useVulnerabilityEntries(typed: string): readonly PaletteEntry[] {
  const [asked] = useDebouncedValue(typed, PAUSE_MS);
  const maySee = useMay('risk:view');
  const isAsked = asked.length >= LEAST_LETTERS && !asked.startsWith('>');
  const found = useAnswer(
    listVulnerabilities,
    { query: { text: asked, limit: VULNERABILITIES } },
    { enabled: maySee && isAsked },
  );
  if (!isAsked || typed === '' || typed.startsWith('>')) return [];
  return (found.data?.vulnerabilities ?? []).map((vulnerability) => ({
    id: vulnerability.id,
    label: vulnerability.cve,
    note: vulnerability.title ?? vulnerabilitiesText.titleUnknown,
    icon: <IconBug size={16} stroke={1.7} />,
    to: `/vulnerabilities/${encodeURIComponent(vulnerability.cve)}`,
    preview: <VulnerabilityPreview vulnerability={vulnerability} />,
  }));
}

const ADVISORIES = 4;

function useAdvisoryEntries(typed: string): readonly PaletteEntry[] {
  const [asked] = useDebouncedValue(typed, PAUSE_MS);
  const maySee = useMay('risk:view');
  const isAsked = asked.trim().length >= LEAST_LETTERS && !asked.startsWith('>');
  const found = useAnswer(
    listAdvisories,
    { query: { text: asked, limit: ADVISORIES } },
    { enabled: maySee && isAsked },
  );
  if (!isAsked || typed === '' || typed.startsWith('>')) return [];
  return (found.data?.advisories ?? []).map(({ feed, document, publisher, title }) => ({
    id: `${feed} ${publisher} ${document}`,
    label: document,
    note: [publisher, title].filter((part) => part !== null).join(', '),
    icon: <IconFileAlert size={16} stroke={1.7} />,
    to: `/advisories/${feed}/${encodeURIComponent(document)}`,
  }));
}

function useActionEntries(typed: string): readonly PaletteEntry[] {
  const { setColorScheme } = useMantineColorScheme();
  const text = shellText.palette.actions;
  const actions: readonly PaletteEntry[] = [
    { id: 'light', label: text.light, icon: <IconSun size={16} />, run: () => setColorScheme('light') },
    { id: 'dark', label: text.dark, icon: <IconMoon size={16} />, run: () => setColorScheme('dark') },
    { id: 'system', label: text.system, icon: <IconSun size={16} />, run: () => setColorScheme('auto') },
    { id: 'print', label: text.print, icon: <IconPrinter size={16} />, run: () => window.print() },
    { id: 'sign-out', label: text.signOut, icon: <IconLogout size={16} />, run: signOutHere },
  ];
  return actions.filter(({ label }) => fits(typed.replace(/^>\s*/, ''), label));
}

function usePageEntries(typed: string): readonly PaletteEntry[] {
  const pages = usePermittedPages().filter(({ path }) => !path.includes('$'));
  if (typed.startsWith('>')) return [];
  return pages
    .filter(({ title }) => fits(typed, title))
    .map(({ path, title, icon: Icon, key }) => ({
      id: path,
      label: title,
      ...(key !== undefined && { note: `g ${key}` }),
      icon: Icon ? <Icon size={16} stroke={1.7} /> : <IconKeyboard size={16} stroke={1.7} />,
      to: path,
    }));
}

export const PALETTE_SOURCES: readonly PaletteSource[] = [
  { group: 'devices', useEntries: useDeviceEntries },
  { group: 'vulnerabilities', useEntries: useVulnerabilityEntries },
  { group: 'advisories', useEntries: useAdvisoryEntries },
  { group: 'do', useEntries: useActionEntries },
  { group: 'go', useEntries: usePageEntries },
];
