/** An address that no page has. */

import { IconMapPinOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { PageHeader } from '../design/page-header.tsx';
import { EmptyState } from '../design/states.tsx';
import { shellText } from '../text/shell.ts';

export function NotFoundPage() {
  return (
    <>
      <PageHeader title={shellText.notFound} />
      <EmptyState
        icon={<IconMapPinOff size={24} stroke={1.7} />}
        title={shellText.notFoundHelp}
        actions={<Link to="/">{shellText.toStart}</Link>}
      />
    </>
  );
}
