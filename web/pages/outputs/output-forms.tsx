/** Adding a webhook, whose secret is shown once, and a receiver of syslog. */

import { Button, Checkbox, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { addSyslog, addWebhook } from '../../api/endpoints/outputs.ts';
import { useAct } from '../../api/queries.ts';
import { SecretDrawer } from '../../components/secret-drawer.tsx';
import { FieldGroup, FieldRow, Fields, FormFoot } from '../../design/fields.tsx';
import { SideDrawer } from '../../design/side-drawer.tsx';
import { outputsText as text } from '../../text/outputs.ts';
import { statesText } from '../../text/states.ts';
import { type CommonFields, EMPTY_FIELDS, NameField, TellingFields } from './output-words.tsx';

const WIDTH = 520;
/** RFC 5425: syslog over TLS. */
const SYSLOG_TLS_PORT = 6_514;

interface FormProps {
  readonly onClose: () => void;
}

const bodyOf = ({ name, kinds, authority }: CommonFields, fromStart: boolean) => ({
  ...{ name: name.trim(), kinds: [...kinds], fromStart },
  authority: authority.trim() === '' ? null : authority,
});

function useCommon() {
  const [common, setCommon] = useState(EMPTY_FIELDS);
  const [fromStart, setFromStart] = useState(false);
  const change = (changed: Partial<CommonFields>) => setCommon((before) => ({ ...before, ...changed }));
  const isWhole = common.name.trim() !== '' && common.kinds.length > 0;
  return { common, change, fromStart, setFromStart, isWhole };
}

interface FootProps extends FormProps {
  readonly fromStart: boolean;
  readonly onFromStart: (on: boolean) => void;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly isWhole: boolean;
  readonly submit: string;
}

function Foot({ fromStart, onFromStart, error, isPending, isWhole, submit, onClose }: FootProps) {
  return (
    <>
      <Checkbox
        label={text.fromStart}
        checked={fromStart}
        onChange={({ currentTarget }) => onFromStart(currentTarget.checked)}
      />
      <FormFoot error={error}>
        <Button variant="default" onClick={onClose}>
          {statesText.cancel}
        </Button>
        <Button type="submit" loading={isPending} disabled={!isWhole}>
          {submit}
        </Button>
      </FormFoot>
    </>
  );
}

export function WebhookForm({ onClose }: FormProps) {
  const { common, change, fromStart, setFromStart, isWhole } = useCommon();
  const [url, setUrl] = useState('https://');
  const add = useAct(addWebhook);
  if (add.data) return <WebhookSecret secret={add.data.secret} onClose={onClose} />;
  return (
    <SideDrawer open title={text.webhooks.add} onClose={onClose} width={WIDTH}>
      <Fields onSubmit={() => add.mutate({ body: { ...bodyOf(common, fromStart), url: url.trim() } })}>
        <NameField value={common} onChange={change} />
        <TextInput
          label={text.url}
          description={text.urlHelp}
          required
          withAsterisk={false}
          value={url}
          onChange={({ currentTarget }) => setUrl(currentTarget.value)}
        />
        <TellingFields value={common} onChange={change} />
        <Foot
          {...{ fromStart, onClose, error: add.error, isPending: add.isPending }}
          onFromStart={setFromStart}
          isWhole={isWhole && URL.canParse(url)}
          submit={text.webhooks.add}
        />
      </Fields>
    </SideDrawer>
  );
}

export function WebhookSecret({ secret, onClose }: FormProps & { readonly secret: string }) {
  const { secretTitle, secretHelp } = text;
  return (
    <SecretDrawer
      title={secretTitle}
      help={secretHelp}
      secret={secret}
      words={text}
      width={WIDTH}
      onClose={onClose}
    />
  );
}

export function SyslogForm({ onClose }: FormProps) {
  const { common, change, fromStart, setFromStart, isWhole } = useCommon();
  const [host, setHost] = useState('');
  const [port, setPort] = useState<number>(SYSLOG_TLS_PORT);
  const [transport, setTransport] = useState<keyof typeof text.transports>('tls');
  const [format, setFormat] = useState<keyof typeof text.formats>('cef');
  const add = useAct(addSyslog);
  const submit = () =>
    add.mutate(
      { body: { ...bodyOf(common, fromStart), host: host.trim(), port, transport, format } },
      { onSuccess: onClose },
    );
  return (
    <SideDrawer open title={text.syslog.add} onClose={onClose} width={WIDTH}>
      <Fields onSubmit={submit}>
        <NameField value={common} onChange={change} />
        <FieldRow>
          <TextInput
            label={text.host}
            required
            withAsterisk={false}
            value={host}
            onChange={({ currentTarget }) => setHost(currentTarget.value)}
          />
          <NumberInput
            label={text.port}
            min={1}
            max={65_535}
            allowDecimal={false}
            value={port}
            onChange={(value) => typeof value === 'number' && setPort(value)}
          />
        </FieldRow>
        <FieldGroup label={text.transport}>
          <SegmentedControl
            aria-label={text.transport}
            value={transport}
            onChange={setTransport}
            data={(['tls', 'tcp', 'udp'] as const).map((value) => ({ value, label: text.transports[value] }))}
          />
        </FieldGroup>
        <FieldGroup label={text.format}>
          <SegmentedControl
            aria-label={text.format}
            value={format}
            onChange={setFormat}
            data={(['cef', 'ocsf'] as const).map((value) => ({ value, label: text.formats[value] }))}
          />
        </FieldGroup>
        <TellingFields value={common} onChange={change} />
        <Foot
          {...{ fromStart, onClose, error: add.error, isPending: add.isPending }}
          onFromStart={setFromStart}
          isWhole={isWhole && host.trim() !== ''}
          submit={text.syslog.add}
        />
      </Fields>
    </SideDrawer>
  );
}
