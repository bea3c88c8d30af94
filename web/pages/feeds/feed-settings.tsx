/** Whether the server may fetch the sources, and which. */

import { Button, Switch, TagsInput } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import type { Feeds } from '../../../src/contract/feeds.ts';
import { setFeeds } from '../../api/endpoints/feeds.ts';
import { useAct } from '../../api/queries.ts';
import { Card, FactLine, Facts } from '../../design/card.tsx';
import { showMessage } from '../../design/messages.tsx';
import { Instant, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { feedsText as text } from '../../text/feeds.ts';
import styles from './feeds-page.module.css';

type Online = z.output<typeof Feeds>['online'];

const OFFERED = ['kev', 'epss', 'nvd'];

export function FeedSettings({ online }: { readonly online: Online }) {
  const mayChange = useMay('administration:edit');
  const { allowed, sources, setBy, setAt } = online;
  return (
    <Card title={text.settings}>
      <p className={styles.note}>{text.settingsHelp}</p>
      {mayChange ? (
        <Form key={setAt} online={online} />
      ) : (
        <Facts>
          <FactLine term={text.settings}>{allowed ? text.yes : text.no}</FactLine>
          <FactLine term={text.sources}>
            {sources.length === 0 ? text.noSources : sources.join(', ')}
          </FactLine>
        </Facts>
      )}
      <p className={styles.note}>
        {setBy === null ? (
          text.neverSet
        ) : (
          <>
            <WireText>{text.setBy(setBy)}</WireText>, <Instant at={setAt} />
          </>
        )}
      </p>
    </Card>
  );
}

function Form({ online: { allowed, sources } }: { readonly online: Online }) {
  const [on, setOn] = useState(allowed);
  const [chosen, setChosen] = useState<readonly string[]>(sources);
  const save = useAct(setFeeds);
  return (
    <form
      className={styles.settings}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(
          { body: { online: on, sources: [...chosen] } },
          { onSuccess: () => showMessage({ text: text.saved }) },
        );
      }}
    >
      <Switch
        label={text.allow}
        checked={on}
        onChange={({ currentTarget }) => setOn(currentTarget.checked)}
      />
      <TagsInput
        label={text.sources}
        description={text.sourcesHelp}
        data={OFFERED}
        value={[...chosen]}
        onChange={setChosen}
      />
      {save.isError && (
        <p className={styles.problem} role="alert">
          {save.error.message}
        </p>
      )}
      <Button type="submit" variant="default" loading={save.isPending}>
        {text.save}
      </Button>
    </form>
  );
}
