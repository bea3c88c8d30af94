/** A document of the feeds by its name, which leads to its page. */

import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { WireText } from '../design/values.tsx';

interface AdvisoryLinkProps {
  readonly feed: string;
  readonly document: string;
  /** Where several publishers have a document of this name. */
  readonly publisher?: string | null;
  /** Instead of the name. */
  readonly children?: ReactNode;
}

export function AdvisoryLink({ feed, document, publisher, children }: AdvisoryLinkProps) {
  return (
    <Link
      to="/advisories/$feed/$document"
      params={{ feed, document }}
      search={publisher ? { publisher } : {}}
    >
      {children ?? <WireText>{document}</WireText>}
    </Link>
  );
}
