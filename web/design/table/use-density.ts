/** Density of lists: what the person chose, else by window and pointer. */

import { useMediaQuery } from '@mantine/hooks';
import { type Density, usePreferences } from '../preferences.ts';
import { CARDS_BELOW } from './column.ts';

export function useDensity(): Density {
  const { density } = usePreferences();
  const coarse = useMediaQuery('(pointer: coarse)', false, { getInitialValueInEffect: false });
  const wide = useMediaQuery('(min-width: 1200px)', true, { getInitialValueInEffect: false });
  return density ?? (coarse ? 'touch' : wide ? 'compact' : 'comfortable');
}

export function useAsCards(): boolean {
  return useMediaQuery(`(max-width: ${CARDS_BELOW - 1}px)`, false, { getInitialValueInEffect: false });
}
