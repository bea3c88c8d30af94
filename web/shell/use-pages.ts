/** The pages that this person may see, for navigation, palette and keys. */

import type { Page } from '../pages/page.ts';
import { PAGES } from '../pages/registry.ts';
import { useMe } from '../session/me.tsx';

export function usePermittedPages(): readonly Page[] {
  const { permissions } = useMe();
  return PAGES.filter(
    ({ frame, permission }) =>
      frame === 'console' && (permission === undefined || permissions.includes(permission)),
  );
}
