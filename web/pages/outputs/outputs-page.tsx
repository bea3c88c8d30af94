/** Which systems are told what happens, and does it arrive? Webhooks and receivers of syslog. */

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import {
  changeSyslog,
  changeWebhook,
  listDeliveries,
  listSyslog,
  listWebhooks,
  removeSyslog,
  removeWebhook,
  testSyslog,
  testWebhook,
} from '../../api/endpoints/outputs.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { AdministrationSections } from '../../components/administration-sections.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { Card } from '../../design/card.tsx';
import { ConfirmDialog } from '../../design/confirm.tsx';
import { showMessage } from '../../design/messages.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { EmptyState, ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { Age, Mono, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { accessText } from '../../text/access.ts';
import { outputsText as text } from '../../text/outputs.ts';
import { SecretDrawer, SyslogForm, WebhookForm } from './output-forms.tsx';
import { CourseWords, kindsOf, StateChip, type SyslogItem, type WebhookItem } from './output-words.tsx';
import styles from './outputs-page.module.css';

/** How an output goes is asked so often: no change feed tells (milliseconds). */
const EVERY_MS = 5_000;

export function OutputsPage() {
  const [address, change] = useAddressState();
  const mayEdit = useMay('administration:edit');
  const close = () => change({ add: undefined });
  return (
    <>
      <PageHeader
        title={text.title}
        facts={text.lead}
        crumbs={[{ label: accessText.administration, to: '/administration' }]}
      >
        <AdministrationSections />
      </PageHeader>
      <div className={styles.page}>
        {!mayEdit && <p className={styles.quiet}>{text.notAllowed}</p>}
        <WebhookList mayEdit={mayEdit} onAdd={() => change({ add: 'webhook' }, { step: true })} />
        <SyslogList mayEdit={mayEdit} onAdd={() => change({ add: 'syslog' }, { step: true })} />
      </div>
      {mayEdit && address['add'] === 'webhook' && <WebhookForm onClose={close} />}
      {mayEdit && address['add'] === 'syslog' && <SyslogForm onClose={close} />}
    </>
  );
}

interface ListProps {
  readonly mayEdit: boolean;
  readonly onAdd: () => void;
}

interface OutputListProps<Item> extends ListProps {
  readonly of: typeof text.webhooks | typeof text.syslog;
  readonly found: {
    readonly isPending: boolean;
    readonly isError: boolean;
    readonly error: Error | null;
    readonly refetch: () => Promise<unknown>;
  };
  readonly items: readonly Item[];
  readonly children: (item: Item) => ReactNode;
}

function OutputList<Item>({ of, found, items, mayEdit, onAdd, children }: OutputListProps<Item>) {
  const add = mayEdit && (
    <Button variant="default" leftSection={<IconPlus size={14} stroke={1.9} />} onClick={onAdd}>
      {of.add}
    </Button>
  );
  return (
    <Card title={of.title} aside={items.length > 0 && add} flush>
      <p className={styles.help}>{of.help}</p>
      {found.isPending ? (
        <LoadingSkeleton lines={3} />
      ) : found.isError ? (
        <ErrorState what={of.title} error={found.error} onRetry={() => void found.refetch()} />
      ) : items.length === 0 ? (
        <EmptyState title={of.none} actions={add}>
          {of.noneHelp}
        </EmptyState>
      ) : (
        <ul className={styles.list}>{items.map(children)}</ul>
      )}
    </Card>
  );
}

function WebhookList(props: ListProps) {
  const found = useAnswer(listWebhooks, {}, { every: () => EVERY_MS });
  const test = useAct(testWebhook);
  const change = useAct(changeWebhook);
  const remove = useAct(removeWebhook);
  const [renewed, setRenewed] = useState<WebhookItem>();
  const [secret, setSecret] = useState<string>();
  const renew = async () => {
    const path = { id: renewed?.id ?? '' };
    const answer = await change.mutateAsync({ path, body: { newSecret: true } });
    setSecret(answer.secret ?? undefined);
  };
  return (
    <>
      <OutputList {...props} of={text.webhooks} found={found} items={found.data?.webhooks ?? []}>
        {(item) => (
          <OutputRow
            key={item.id}
            item={item}
            where={item.url}
            mayEdit={props.mayEdit}
            onTest={() => test.mutateAsync({ path: { id: item.id } })}
            onSwitch={() => change.mutateAsync({ path: { id: item.id }, body: { enabled: !item.enabled } })}
            onRemove={() => remove.mutateAsync({ path: { id: item.id } })}
            more={
              <Button variant="default" size="compact-xs" onClick={() => setRenewed(item)}>
                {text.renew}
              </Button>
            }
          >
            <LastDeliveries item={item} />
          </OutputRow>
        )}
      </OutputList>
      <ConfirmDialog
        open={renewed !== undefined}
        onClose={() => setRenewed(undefined)}
        title={text.renewTitle(renewed?.name ?? '')}
        action={text.renew}
        onConfirm={renew}
      >
        {text.renewHelp}
      </ConfirmDialog>
      {secret !== undefined && <SecretDrawer secret={secret} onClose={() => setSecret(undefined)} />}
    </>
  );
}

function SyslogList(props: ListProps) {
  const found = useAnswer(listSyslog, {}, { every: () => EVERY_MS });
  const test = useAct(testSyslog);
  const change = useAct(changeSyslog);
  const remove = useAct(removeSyslog);
  const where = ({ host, port, transport }: SyslogItem) => `${transport}://${host}:${port}`;
  return (
    <OutputList {...props} of={text.syslog} found={found} items={found.data?.destinations ?? []}>
      {(item) => (
        <OutputRow
          key={item.id}
          item={item}
          where={where(item)}
          note={text.formats[item.format]}
          mayEdit={props.mayEdit}
          onTest={() => test.mutateAsync({ path: { id: item.id } })}
          onSwitch={() => change.mutateAsync({ path: { id: item.id }, body: { enabled: !item.enabled } })}
          onRemove={() => remove.mutateAsync({ path: { id: item.id } })}
        />
      )}
    </OutputList>
  );
}

interface OutputRowProps {
  readonly item: WebhookItem | SyslogItem;
  readonly where: string;
  readonly note?: string;
  readonly mayEdit: boolean;
  readonly onTest: () => Promise<unknown>;
  readonly onSwitch: () => Promise<unknown>;
  readonly onRemove: () => Promise<unknown>;
  /** Buttons of this kind alone. */
  readonly more?: ReactNode;
  readonly children?: ReactNode;
}

function OutputRow({
  item,
  where,
  note,
  mayEdit,
  onTest,
  onSwitch,
  onRemove,
  more,
  children,
}: OutputRowProps) {
  const [asks, setAsks] = useState(false);
  const { name, enabled } = item;
  const tell = (act: Promise<unknown>, done?: string) =>
    void act
      .then(() => done !== undefined && showMessage({ text: done }))
      .catch((error: unknown) =>
        showMessage({ text: error instanceof Error ? error.message : String(error), isProblem: true }),
      );
  return (
    <li>
      <div className={styles.who}>
        <span className={styles.name}>
          <WireText>{name}</WireText> <StateChip of={item} />
        </span>
        <span>
          <Mono>{where}</Mono> {note}
        </span>
        <span className={styles.quiet}>{kindsOf(item.kinds)}</span>
      </div>
      <CourseWords of={item} />
      {mayEdit && (
        <div className={styles.acts}>
          <Button
            variant="default"
            size="compact-xs"
            aria-label={text.testOf(name)}
            onClick={() => tell(onTest(), text.tested)}
          >
            {text.test}
          </Button>
          <Button
            variant="default"
            size="compact-xs"
            aria-label={text.switchOf(name, enabled)}
            onClick={() => tell(onSwitch())}
          >
            {enabled ? text.switchOff : text.switchOn}
          </Button>
          {more}
          <Button
            variant="default"
            size="compact-xs"
            aria-label={text.removeOf(name)}
            onClick={() => setAsks(true)}
          >
            {text.remove}
          </Button>
        </div>
      )}
      {children}
      <ConfirmDialog
        open={asks}
        onClose={() => setAsks(false)}
        title={text.removeTitle(name)}
        action={text.remove}
        destructive
        onConfirm={async () => {
          await onRemove();
          showMessage({ text: text.removed });
        }}
      >
        {text.removeHelp}
      </ConfirmDialog>
    </li>
  );
}

function LastDeliveries({ item: { id } }: { readonly item: WebhookItem }) {
  const [isOpen, setOpen] = useState(false);
  const found = useAnswer(listDeliveries, { path: { id } }, { enabled: isOpen, every: () => EVERY_MS });
  return (
    <details className={styles.deliveries} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{text.deliveries}</summary>
      {found.isError ? (
        <ErrorState what={text.deliveries} error={found.error} />
      ) : found.data?.deliveries.length === 0 ? (
        <p className={styles.quiet}>{text.noDeliveries}</p>
      ) : (
        <ul>
          {found.data?.deliveries.map(({ id: delivery, state, events, attempts, madeAt, status, error }) => (
            <li key={delivery}>
              <strong>{text.states[state]}</strong>
              <span>{text.events(events)}</span>
              <span>{text.tries(attempts)}</span>
              {status !== null && <span>{text.status(status)}</span>}
              <span className={styles.quiet}>
                <Age at={madeAt} ago />
              </span>
              {error !== null && (
                <span className={styles.problem}>
                  <WireText whole>{error}</WireText>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
