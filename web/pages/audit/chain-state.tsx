/** Whether the log is as it was written, to which entry, and since when one knows. */

import { Button } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { readVerification, verifyAudit } from '../../api/endpoints/audit.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { Chip } from '../../design/chip.tsx';
import { showMessage } from '../../design/messages.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Instant } from '../../design/values.tsx';
import { auditText } from '../../text/audit.ts';

const text = auditText.chain;
/** How often a running verification is asked for. */
const WATCH_MS = 1_000;

export function ChainState() {
  const found = useAnswer(
    readVerification,
    {},
    { every: (answer) => (answer?.state === 'running' ? WATCH_MS : false) },
  );
  const verify = useAct(verifyAudit);
  if (!found.data) return null;
  const { state, at, verifiedTo, signedTo, brokenAt } = found.data;
  const run = () =>
    verify.mutate({}, { onError: (error) => showMessage({ text: error.message, isProblem: true }) });
  return (
    <>
      {state === 'never' && <Unknown word={text.never} reason={text.neverReason} />}
      {state === 'running' && <Chip set="low">{text.running}</Chip>}
      {state === 'whole' && (
        <>
          <Chip set="good" icon={<IconShieldCheck size={14} stroke={1.8} aria-hidden="true" />}>
            {verifiedTo === null ? text.empty : text.whole(verifiedTo)}
            {at !== null && (
              <>
                , <Instant at={at} />
              </>
            )}
          </Chip>
          <span>{signedTo === null ? text.unsigned : text.signed(signedTo)}</span>
        </>
      )}
      {state === 'broken' && (
        <span role="alert">
          <Chip
            set="critical"
            filled
            icon={<IconShieldX size={14} stroke={1.8} aria-hidden="true" />}
            title={text.brokenHelp}
          >
            {text.broken(brokenAt ?? 0)}
          </Chip>{' '}
          {text.brokenHelp}
        </span>
      )}
      <Button
        variant="default"
        size="compact-xs"
        loading={verify.isPending || state === 'running'}
        onClick={run}
      >
        {auditText.verify}
      </Button>
    </>
  );
}
