/** On paper: where it came from, when, and who printed it. */

import { useLocation } from '@tanstack/react-router';
import { formatFull } from '../design/format/instant.ts';
import { useMe } from '../session/me.tsx';
import { shellText } from '../text/shell.ts';

export function PrintFoot() {
  const { href } = useLocation();
  const { name } = useMe();
  const address = `${window.location.origin}${href}`;
  return (
    <footer className="only-printed">{shellText.printedFrom(address, formatFull(new Date()), name)}</footer>
  );
}
