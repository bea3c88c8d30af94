/** What one has taken oneself, until when, and giving it back. */

import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { endBreakGlass, findRunningBreakGlass } from '../../api/endpoints/break-glass.ts';
import { readMe } from '../../api/endpoints/people.ts';
import { keyOf, useAct, useAnswer } from '../../api/queries.ts';
import { Notice } from '../../design/card.tsx';
import { showMessage } from '../../design/messages.tsx';
import { Instant } from '../../design/values.tsx';
import { permissionName } from '../../text/access.ts';
import { organisationText } from '../../text/organisation.ts';

const text = organisationText.breakGlass;
const EVERY_MS = 60_000;

export function RunningNotice() {
  const queries = useQueryClient();
  const { data } = useAnswer(findRunningBreakGlass, {}, { every: () => EVERY_MS });
  const end = useAct(endBreakGlass);
  const running = data?.running;
  if (!running) return null;
  const finish = () =>
    end.mutate(
      { path: { id: running.id } },
      {
        onSuccess: async () => {
          showMessage({ text: text.ended });
          await queries.invalidateQueries({ queryKey: keyOf(readMe, {}) });
        },
        onError: (error) => showMessage({ text: error.message, isProblem: true }),
      },
    );
  return (
    <Notice
      set="critical"
      action={
        <Button variant="default" loading={end.isPending} onClick={finish}>
          {text.end}
        </Button>
      }
    >
      {text.running(running.permissions.map(permissionName).join(', '))} {text.until}{' '}
      <Instant at={running.until} />
    </Notice>
  );
}
