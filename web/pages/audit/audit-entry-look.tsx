/** One entry whole, with what changed and its place in the chain. */

import { Link } from '@tanstack/react-router';
import { type AuditEntry, AuditResult } from '../../components/audit-words.tsx';
import { FactLine, Facts } from '../../design/card.tsx';
import { SideDrawer } from '../../design/side-drawer.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Identifier, Instant, Mono, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { auditText as text } from '../../text/audit.ts';
import { roleName } from '../../text/roles.ts';
import { Target, Who } from './audit-columns.tsx';
import styles from './audit-page.module.css';

interface AuditEntryLookProps {
  readonly entry: AuditEntry;
  readonly onClose: () => void;
}

export function AuditEntryLook({ entry, onClose }: AuditEntryLookProps) {
  const { sequence, at, who, action, roles, reason, code, change, ip, session, hash } = entry;
  const maySeePeople = useMay('administration:view');
  return (
    <SideDrawer open title={text.one(sequence)} onClose={onClose}>
      <Facts>
        <FactLine term={text.columns.at}>
          <Instant at={at} />
        </FactLine>
        <FactLine term={text.columns.who}>
          {maySeePeople && who.kind === 'person' && who.id !== null ? (
            <Link to="/administration/people/$id" params={{ id: who.id }}>
              <Who entry={entry} />
            </Link>
          ) : (
            <Who entry={entry} />
          )}
        </FactLine>
        <FactLine term={text.columns.roles}>
          {roles.length === 0 ? text.facts.noRoles : roles.map(roleName).join(', ')}
        </FactLine>
        <FactLine term={text.columns.action}>
          <Mono>{action}</Mono>
        </FactLine>
        <FactLine term={text.columns.target}>
          <Target entry={entry} />
        </FactLine>
        <FactLine term={text.columns.result}>
          <AuditResult entry={entry} /> {code !== null && <Mono>{code}</Mono>}
        </FactLine>
        <FactLine term={text.columns.reason}>
          {reason === null ? text.noReason : <WireText whole>{reason}</WireText>}
        </FactLine>
        <FactLine term={text.columns.ip}>
          {ip === null ? (
            <Unknown bare word={text.noAddress} />
          ) : (
            <Identifier value={ip} what={text.columns.ip} />
          )}
        </FactLine>
        <FactLine term={text.facts.session}>
          {session === null ? text.facts.noSession : <Mono>{session}</Mono>}
        </FactLine>
        <FactLine term={text.facts.hash}>
          <Identifier value={hash} what={text.hash} />
        </FactLine>
      </Facts>
      <h3 className={styles.head}>{text.facts.change}</h3>
      {change === null || change === undefined ? (
        <p className={styles.quiet}>{text.facts.noChange}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <pre className={styles.change} tabIndex={0}>
          <WireText whole>{JSON.stringify(change, undefined, 2)}</WireText>
        </pre>
      )}
    </SideDrawer>
  );
}
