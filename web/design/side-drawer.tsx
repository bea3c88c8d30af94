/** A quick look at the right that keeps the page: opened by the address, closed by Escape, focus returns to where it was. */

import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { tableText } from '../text/table.ts';

const LOOK_WIDTH = 460;

interface SideDrawerProps {
  readonly open: boolean;
  readonly title: ReactNode;
  readonly onClose: () => void;
  /** Pixels; forms are wider than a quick look. */
  readonly width?: number;
  readonly children: ReactNode;
}

export function SideDrawer({ open, title, onClose, width = LOOK_WIDTH, children }: SideDrawerProps) {
  return (
    <Drawer
      opened={open}
      onClose={onClose}
      title={title}
      size={width}
      closeButtonProps={{ 'aria-label': tableText.close }}
    >
      {children}
    </Drawer>
  );
}
