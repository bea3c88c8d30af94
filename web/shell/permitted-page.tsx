/** A page for who has the right; who has not learns which it is. */

import type { ReactNode } from 'react';
import { NoPermission } from '../design/states.tsx';
import { useMay } from '../session/me.tsx';

interface PermittedPageProps {
  readonly permission: string;
  readonly children: ReactNode;
}

export function PermittedPage({ permission, children }: PermittedPageProps) {
  return useMay(permission) ? children : <NoPermission right={permission} />;
}
