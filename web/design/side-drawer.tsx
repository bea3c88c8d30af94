/** A quick look at the right that keeps the page: opened by the address, closed by Escape, focus returns to where it was. */

import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { tableText } from '../text/table.ts';

interface SideDrawerProps {
  readonly open: boolean;
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function SideDrawer({ open, title, onClose, children }: SideDrawerProps) {
  return (
    <Drawer
      opened={open}
      onClose={onClose}
      title={title}
      size={460}
      closeButtonProps={{ 'aria-label': tableText.close }}
    >
      {children}
    </Drawer>
  );
}
