/** The list as a file: what is filtered, in its order. */

import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { download } from '../../api/download.ts';
import { EXPORT_PATH } from '../../api/endpoints/devices.ts';
import { showProblem } from '../../design/messages.tsx';
import { deviceListText } from '../../text/device-list.ts';

const FORMATS = ['csv', 'ndjson'] as const;

interface ExportMenuProps {
  readonly query: string;
  readonly sort: string;
  /** "51 devices". */
  readonly count: string | undefined;
}

export function ExportMenu({ query, sort, count }: ExportMenuProps) {
  const [busy, setBusy] = useState(false);
  const run = async (format: (typeof FORMATS)[number]) => {
    setBusy(true);
    try {
      await download(`devices.${format}`, EXPORT_PATH, { query, sort, format });
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" loading={busy} leftSection={<IconDownload size={16} stroke={1.7} />}>
          {deviceListText.export}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {count !== undefined && <Menu.Label>{deviceListText.exportNote(count)}</Menu.Label>}
        {FORMATS.map((format) => (
          <Menu.Item key={format} onClick={() => void run(format)}>
            {deviceListText.exports[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
