/** A vulnerability as reports name it: its CVE, and its title where it has one of its own. */

import { WireText } from '../../design/values.tsx';

interface WeaknessNameProps {
  readonly cve: string;
  readonly title: string | null;
}

export function WeaknessName({ cve, title }: WeaknessNameProps) {
  return (
    <span>
      <strong>{cve}</strong>
      {title !== null && title !== cve && (
        <>
          <br />
          <WireText whole>{title}</WireText>
        </>
      )}
    </span>
  );
}
