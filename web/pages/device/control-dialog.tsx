/** A control is recorded, or stated anew. */

import { Button, Modal, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { putControl } from '../../api/endpoints/controls.ts';
import { listDocuments } from '../../api/endpoints/documents.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { FieldRow, Fields, FormFoot } from '../../design/fields.tsx';
import { showMessage } from '../../design/messages.tsx';
import { controlsText as text } from '../../text/controls.ts';
import { statesText } from '../../text/states.ts';
import type { ControlRow } from './known-control.ts';

const NOTE_LIMIT = 2_000;
type Validation = ControlRow['validation'];

interface ControlDialogProps {
  readonly device: WholeDevice;
  /** The control that is stated anew. */
  readonly known: ControlRow | undefined;
  readonly onClose: () => void;
}

export function ControlDialog({ device, known, onClose }: ControlDialogProps) {
  const [countermeasure, setCountermeasure] = useState<string | null>(known?.countermeasure ?? null);
  const [validation, setValidation] = useState<Validation>(known?.validation ?? 'claimed');
  const [since, setSince] = useState(dayOf(known?.since) || dayOf(new Date().toISOString()));
  const [verifiedAt, setVerifiedAt] = useState(dayOf(known?.verifiedAt) || dayOf(new Date().toISOString()));
  const [expiresAt, setExpiresAt] = useState(dayOf(known?.expiresAt));
  const [document, setDocument] = useState<string | null>(known?.document ?? null);
  const [note, setNote] = useState(known?.note ?? '');
  const documents = useAnswer(listDocuments, { query: { device: device.id } }).data?.documents ?? [];
  const put = useAct(putControl);
  const save = () =>
    put.mutate(
      {
        path: { id: device.id },
        body: {
          ...{ countermeasure: countermeasure ?? '', validation, since: beginOf(since) },
          ...(validation === 'verified' && { verifiedAt: beginOf(verifiedAt) }),
          ...(expiresAt !== '' && { expiresAt: new Date(`${expiresAt}T23:59:59`).toISOString() }),
          ...(document !== null && { document }),
          ...(note.trim() !== '' && { note: note.trim() }),
        },
      },
      {
        onSuccess: () => {
          showMessage({ text: text.saved });
          onClose();
        },
      },
    );
  return (
    <Modal
      opened
      onClose={onClose}
      title={known ? text.change : text.add}
      closeButtonProps={{ 'aria-label': statesText.cancel }}
    >
      <Fields onSubmit={save}>
        <Select
          label={text.control}
          data={Object.entries(text.names).map(([value, label]) => ({ value, label }))}
          value={countermeasure}
          disabled={known !== undefined}
          onChange={setCountermeasure}
        />
        <Select
          label={text.validation}
          description={text.validationHelp}
          data={Object.entries(text.validations).map(([value, label]) => ({ value, label }))}
          value={validation}
          allowDeselect={false}
          onChange={(value) => setValidation((value ?? 'claimed') as Validation)}
        />
        <FieldRow>
          <DayField label={text.since} value={since} onChange={setSince} />
          {validation === 'verified' && (
            <DayField label={text.verifiedAt} value={verifiedAt} onChange={setVerifiedAt} />
          )}
          <DayField label={text.expiresAt} value={expiresAt} onChange={setExpiresAt} />
        </FieldRow>
        {documents.length > 0 && (
          <Select
            label={text.document}
            placeholder={text.noDocument}
            clearable
            data={documents.map(({ id, file }) => ({ value: id, label: file }))}
            value={document}
            onChange={setDocument}
          />
        )}
        <Textarea
          label={text.note}
          rows={2}
          maxLength={NOTE_LIMIT}
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
        <FormFoot error={put.error}>
          <Button variant="default" onClick={onClose}>
            {statesText.cancel}
          </Button>
          <Button type="submit" loading={put.isPending} disabled={countermeasure === null || since === ''}>
            {text.save}
          </Button>
        </FormFoot>
      </Fields>
    </Modal>
  );
}

interface DayFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
}

function DayField({ label, value, onChange }: DayFieldProps) {
  return (
    <TextInput
      type="date"
      label={label}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

/** The day of an instant where the person is; empty for none. */
function dayOf(at: string | null | undefined): string {
  if (!at) return '';
  const local = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
}

/** The beginning of a day where the person is, never later than now. */
function beginOf(day: string): string {
  return new Date(Math.min(Date.now(), new Date(`${day}T00:00:00`).getTime())).toISOString();
}
