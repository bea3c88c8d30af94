/** Adding, changing and removing a site, a ward or a zone. */

import { TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  addSite,
  addUnit,
  addZone,
  changeSite,
  changeUnit,
  changeZone,
  removeSite,
  removeUnit,
  removeZone,
} from '../../api/endpoints/places.ts';
import { useAct } from '../../api/queries.ts';
import { ConfirmDialog } from '../../design/confirm.tsx';
import { organisationText } from '../../text/organisation.ts';

const text = organisationText.places;

export type PlaceKind = 'site' | 'unit' | 'zone';

export type AskedPlace =
  | { readonly act: 'add'; readonly kind: 'site' }
  | { readonly act: 'add'; readonly kind: 'unit' | 'zone'; readonly site: string }
  | {
      readonly act: 'change';
      readonly kind: PlaceKind;
      readonly id: string;
      readonly name: string;
      readonly subnets: readonly string[] | undefined;
    }
  | { readonly act: 'remove'; readonly kind: PlaceKind; readonly id: string; readonly name: string };

interface PlaceDialogProps {
  readonly asked: AskedPlace;
  readonly onClose: () => void;
}

export function PlaceDialog({ asked, onClose }: PlaceDialogProps) {
  if (asked.act === 'remove') return <RemoveDialog asked={asked} onClose={onClose} />;
  return <NameDialog asked={asked} onClose={onClose} />;
}

type Removed = Extract<AskedPlace, { act: 'remove' }>;

function RemoveDialog({ asked, onClose }: { readonly asked: Removed; readonly onClose: () => void }) {
  const { kind, id, name } = asked;
  const acts = { site: useAct(removeSite), unit: useAct(removeUnit), zone: useAct(removeZone) };
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={text.removeTitle(name)}
      action={text.remove}
      destructive
      onConfirm={() => acts[kind].mutateAsync({ path: { id } })}
    >
      {text.removeHelp[kind]}
    </ConfirmDialog>
  );
}

type Named = Exclude<AskedPlace, Removed>;

function NameDialog({ asked, onClose }: { readonly asked: Named; readonly onClose: () => void }) {
  const { kind } = asked;
  const [name, setName] = useState(asked.act === 'change' ? asked.name : '');
  const [subnets, setSubnets] = useState<readonly string[]>(
    asked.act === 'change' ? (asked.subnets ?? []) : [],
  );
  const save = useSave(asked);
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        asked.act === 'change'
          ? text.renameOf(asked.name)
          : { site: text.addSite, unit: text.addUnit, zone: text.addZone }[kind]
      }
      action={text.save}
      incomplete={name.trim() === ''}
      onConfirm={() => save(name.trim(), [...subnets])}
    >
      <TextInput
        label={text.name}
        data-autofocus
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      {kind === 'zone' && (
        <TagsInput
          label={text.subnets}
          description={text.subnetsHelp}
          value={[...subnets]}
          onChange={setSubnets}
          splitChars={[',', ' ', '|']}
        />
      )}
    </ConfirmDialog>
  );
}

function useSave(asked: Named): (name: string, subnets: string[]) => Promise<unknown> {
  const added = { site: useAct(addSite), unit: useAct(addUnit), zone: useAct(addZone) };
  const changed = { site: useAct(changeSite), unit: useAct(changeUnit), zone: useAct(changeZone) };
  return async (name, subnets) => {
    if (asked.act === 'change') {
      const path = { id: asked.id };
      return asked.kind === 'zone'
        ? changed.zone.mutateAsync({ path, body: { name, subnets } })
        : changed[asked.kind].mutateAsync({ path, body: { name } });
    }
    if (asked.kind === 'site') return added.site.mutateAsync({ body: { name } });
    const path = { id: asked.site };
    return asked.kind === 'zone'
      ? added.zone.mutateAsync({ path, body: { name, subnets } })
      : added.unit.mutateAsync({ path, body: { name } });
  };
}
