/** Where a fact comes from: the capture by its name, a sensor or an import by its kind. */

import { Link } from '@tanstack/react-router';
import { listCaptures } from '../api/endpoints/captures.ts';
import { useAnswer } from '../api/queries.ts';
import { WireText } from '../design/values.tsx';
import { devicesText } from '../text/devices.ts';

interface SourceNameProps {
  readonly source: { readonly kind: 'capture' | 'sensor' | 'import' | 'active-query'; readonly id: string };
}

export function SourceName({ source: { kind, id } }: SourceNameProps) {
  const captures = useAnswer(listCaptures, {}, { enabled: kind === 'capture' });
  if (kind !== 'capture') return devicesText.page.kinds[kind];
  const capture = captures.data?.captures.find((each) => each.id === id);
  if (!capture) return devicesText.page.kinds.capture;
  return (
    <Link to="/captures" search={{ row: id }}>
      <WireText>{capture.file}</WireText>
    </Link>
  );
}
