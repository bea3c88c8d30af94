/** A document is chosen, what it is about is said, and it is sent. */

import { Button, FileInput, Modal, Radio, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type DocumentOf, listDocuments, sendDocument } from '../../api/endpoints/documents.ts';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { Fields, FormFoot } from '../../design/fields.tsx';
import { showMessage } from '../../design/messages.tsx';
import { documentsText as text } from '../../text/documents.ts';
import { statesText } from '../../text/states.ts';
import styles from './forms.module.css';

const NOTE_LIMIT = 1_000;

interface AddDocumentProps {
  readonly device: WholeDevice;
  readonly onClose: () => void;
}

export function AddDocument({ device, onClose }: AddDocumentProps) {
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [about, setAbout] = useState('device');
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const stopping = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    stopping.current = controller;
    return () => controller.abort();
  }, []);
  const subjects = subjectsOf(device);
  const send = async () => {
    if (!file) return setError(new Error(text.noFile));
    setBusy(true);
    setError(undefined);
    const of = subjects.find(({ id }) => id === about)?.of ?? { device: device.id };
    const sent = { ...of, ...(note.trim() !== '' && { note: note.trim() }) };
    try {
      await sendDocument(file, sent, stopping.current.signal);
      await queries.invalidateQueries({ queryKey: [listDocuments.path] });
      showMessage({ text: text.sent });
      onClose();
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.addTitle}
      closeButtonProps={{ 'aria-label': statesText.cancel }}
    >
      <Fields onSubmit={() => void send()}>
        <FileInput
          label={text.file}
          description={text.fileHelp}
          accept=".json,.xlsx,.csv,.txt,.pdf"
          value={file}
          onChange={setFile}
        />
        <Radio.Group label={text.of} value={about} onChange={setAbout}>
          <div className={styles.form}>
            {subjects.map(({ id, label }) => (
              <Radio key={id} value={id} label={label} />
            ))}
          </div>
        </Radio.Group>
        <Textarea
          label={text.note}
          rows={2}
          maxLength={NOTE_LIMIT}
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
        <FormFoot error={error}>
          <Button variant="default" onClick={onClose}>
            {statesText.cancel}
          </Button>
          <Button type="submit" loading={busy}>
            {text.send}
          </Button>
        </FormFoot>
      </Fields>
    </Modal>
  );
}

interface Subject {
  readonly id: string;
  readonly label: string;
  readonly of: DocumentOf;
}

/** What a document may be about: the device, and as far as it is known its model and version. */
function subjectsOf(device: WholeDevice): readonly Subject[] {
  const best = (name: string) => device.attributes[name]?.[0]?.value;
  const [vendor, model] = [best('vendor'), best('model')];
  const version = best('firmwareVersion') ?? best('softwareVersion');
  const own = { id: 'device', label: text.ofDevice, of: { device: device.id } };
  if (model === undefined) return [own];
  const product = { model, ...(vendor !== undefined && { vendor }) };
  return [
    own,
    ...(version === undefined
      ? []
      : [{ id: 'version', label: text.ofVersion(model, version), of: { product: { ...product, version } } }]),
    { id: 'model', label: text.ofModel(model), of: { product } },
  ];
}
