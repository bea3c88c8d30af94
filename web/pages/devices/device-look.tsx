/** A quick look at a device beside the list. */

import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { findDevice } from '../../api/endpoints/devices.ts';
import { useAnswer } from '../../api/queries.ts';
import { DeviceIdentity } from '../../components/device-identity.tsx';
import { deviceName } from '../../components/device-words.ts';
import { SideDrawer } from '../../design/side-drawer.tsx';
import { ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { WireText } from '../../design/values.tsx';
import { devicesText } from '../../text/devices.ts';

interface DeviceLookProps {
  readonly id: string;
  readonly onClose: () => void;
}

export function DeviceLook({ id, onClose }: DeviceLookProps) {
  const found = useAnswer(findDevice, { path: { id } });
  const device = found.data;
  return (
    <SideDrawer
      open
      onClose={onClose}
      title={device ? <WireText>{deviceName(device)}</WireText> : devicesText.one}
    >
      {device && (
        <>
          <DeviceIdentity device={device} />
          <Button component={Link} to={`/devices/${device.id}`} fullWidth mt="md">
            {devicesText.open}
          </Button>
        </>
      )}
      {found.isPending && <LoadingSkeleton />}
      {found.isError && <ErrorState what={devicesText.one} error={found.error} />}
    </SideDrawer>
  );
}
