/** Moves tried together: the score after each, the ones before it made. Nothing is changed. */

import { ActionIcon, Button, Select } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { z } from 'zod';
import type { Move as MoveSchema } from '../../../src/contract/risk.ts';
import { askWhatIf } from '../../api/endpoints/risk.ts';
import { useAct } from '../../api/queries.ts';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { Card } from '../../design/card.tsx';
import { ScoreWithInterval } from '../../design/severity.tsx';
import { riskText } from '../../text/risk.ts';
import styles from './device-risk.module.css';

type Move = z.output<typeof MoveSchema>;
type Kind = Move['kind'];
type Zone = Extract<Move, { kind: 'segment' }>['zone'];

const text = riskText.whatIf;
const KINDS = Object.keys(text.kinds) as Kind[];
const ZONES = Object.keys(text.zones) as Zone[];
const COUNTERMEASURES = 16;

export function WhatIf({ device }: { readonly device: WholeDevice }) {
  const [moves, setMoves] = useState<readonly Move[]>([]);
  const ask = useAct(askWhatIf);
  const { mutate, data, error } = ask;
  const { id } = device;
  useEffect(() => {
    if (moves.length > 0) mutate({ path: { id }, body: { moves: [...moves] } });
  }, [moves, mutate, id]);
  const shown = moves.length > 0 ? data : undefined;
  return (
    <Card title={text.title}>
      {shown && (
        <p className={styles.moment}>
          {text.before} <ScoreWithInterval score={asScore(shown.before)} />
        </p>
      )}
      {moves.length === 0 && <p className={styles.note}>{text.empty}</p>}
      <ol className={styles.tried}>
        {moves.map((move, at) => {
          const step = shown?.steps[at];
          return (
            <li key={wordsOf(move)}>
              <span>{wordsOf(move)}</span>
              {step && <ScoreWithInterval score={asScore(step)} />}
              <ActionIcon
                variant="subtle"
                aria-label={text.remove(wordsOf(move))}
                onClick={() => setMoves(moves.filter((each) => each !== move))}
              >
                <IconX size={14} stroke={1.9} />
              </ActionIcon>
            </li>
          );
        })}
      </ol>
      {error && (
        <p role="alert" className={styles.problem}>
          {error.message}
        </p>
      )}
      <NewMove
        device={device}
        onAdd={(move) => {
          if (!moves.some((each) => wordsOf(each) === wordsOf(move))) setMoves([...moves, move]);
        }}
      />
    </Card>
  );
}

interface NewMoveProps {
  readonly device: WholeDevice;
  readonly onAdd: (move: Move) => void;
}

function NewMove({ device, onAdd }: NewMoveProps) {
  const ports = device.services.filter(({ role, port }) => role === 'server' && port > 0);
  const [kind, setKind] = useState<Kind>('patch');
  const [port, setPort] = useState(0);
  const [zone, setZone] = useState<Zone>('micro-segment');
  const [control, setControl] = useState('M1');
  const chosen = ports[port];
  const move = (): Move | undefined => {
    if (kind === 'patch') return { kind };
    if (kind === 'segment') return { kind, zone };
    if (kind === 'control') return { kind, countermeasure: control, isVerified: true };
    if (!chosen || (chosen.transport !== 'tcp' && chosen.transport !== 'udp')) return undefined;
    return { kind, transport: chosen.transport, port: chosen.port };
  };
  const next = move();
  return (
    <div className={styles.newMove}>
      <Select
        label={text.kind}
        value={kind}
        onChange={(value) => setKind(KINDS.find((each) => each === value) ?? kind)}
        data={KINDS.map((value) => ({ value, label: text.kinds[value] }))}
        allowDeselect={false}
      />
      {kind === 'close-port' &&
        (ports.length === 0 ? (
          <p className={styles.note}>{text.noPorts}</p>
        ) : (
          <Select
            label={text.port}
            value={String(port)}
            onChange={(value) => setPort(Number(value ?? 0))}
            data={ports.map(({ transport, port: number }, at) => ({
              value: String(at),
              label: text.portOf(transport, number),
            }))}
            allowDeselect={false}
          />
        ))}
      {kind === 'segment' && (
        <Select
          label={text.zone}
          value={zone}
          onChange={(value) => setZone(ZONES.find((each) => each === value) ?? zone)}
          data={ZONES.map((value) => ({ value, label: text.zones[value] }))}
          allowDeselect={false}
        />
      )}
      {kind === 'control' && (
        <Select
          label={text.control}
          value={control}
          onChange={(value) => setControl(value ?? control)}
          data={Array.from({ length: COUNTERMEASURES }, (_, at) => ({
            value: `M${at + 1}`,
            label: text.controlName(`M${at + 1}`),
          }))}
          allowDeselect={false}
        />
      )}
      <Button
        variant="default"
        leftSection={<IconPlus size={15} stroke={1.7} />}
        disabled={next === undefined}
        onClick={() => next && onAdd(next)}
      >
        {text.add}
      </Button>
    </div>
  );
}

function asScore({ score, band, likely }: { score: number; band: Severity; likely: Range }) {
  return { value: score, severity: band, p10: likely.from, p90: likely.to };
}
type Severity = 'critical' | 'high' | 'medium' | 'low' | 'minimal';
type Range = { readonly from: number; readonly to: number };

function wordsOf(move: Move): string {
  switch (move.kind) {
    case 'patch':
      return text.kinds.patch;
    case 'close-port':
      return text.closes(text.portOf(move.transport, move.port));
    case 'segment':
      return text.moves(text.zones[move.zone]);
    case 'control':
      return text.adds(move.countermeasure);
  }
}
