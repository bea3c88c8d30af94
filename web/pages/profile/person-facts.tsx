/** Name, e-mail, roles, second factor. */

import { Link } from '@tanstack/react-router';
import { FactLine, Facts } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { WireText } from '../../design/values.tsx';
import { useMe } from '../../session/me.tsx';
import { roleName } from '../../text/roles.ts';
import { sessionText } from '../../text/session.ts';
import { NewRecoveryCodes } from './new-recovery-codes.tsx';

const text = sessionText.profile;

export function PersonFacts() {
  const { name, email, organisation, organisations, secondFactor } = useMe();
  const present = organisations.find(({ id }) => id === organisation);
  return (
    <>
      <Facts>
        <FactLine term={text.name}>
          <WireText>{name}</WireText>
        </FactLine>
        <FactLine term={text.email}>
          <WireText>{email}</WireText>
        </FactLine>
        <FactLine term={text.organisation}>
          <WireText>{present?.name ?? ''}</WireText>
        </FactLine>
        <FactLine term={text.roles}>{(present?.roles ?? []).map(roleName).join(', ')}</FactLine>
        <FactLine term={text.secondFactor}>
          {secondFactor ? (
            <Chip set="good">{text.on}</Chip>
          ) : (
            <>
              <Chip set="medium">{text.off}</Chip>{' '}
              <Link to="/second-factor/set-up" search={{ return: '/profile' }}>
                {text.setUp}
              </Link>
            </>
          )}
        </FactLine>
      </Facts>
      {secondFactor && <NewRecoveryCodes />}
    </>
  );
}
