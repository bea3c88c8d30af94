import { describe, expect, it } from 'vitest';
import { describeDocumentReader, readDocument } from '../feed-reader.contract.ts';
import { ATTACK_READER } from './reader.ts';

const technique = (ref: string, id: string, changes: object = {}) => ({
  type: 'attack-pattern',
  id: ref,
  name: `Technique ${id}`,
  modified: '2026-01-01T00:00:00.000Z',
  x_mitre_domains: ['ics-attack'],
  x_mitre_version: '1.1',
  external_references: [{ source_name: 'mitre-attack', external_id: id }],
  kill_chain_phases: [{ kill_chain_name: 'mitre-ics-attack', phase_name: 'lateral-movement' }],
  ...changes,
});

const BUNDLE = {
  type: 'bundle',
  objects: [
    { type: 'x-mitre-collection', id: 'c', x_mitre_version: '18.1' },
    technique('attack-pattern--1', 'T0800', { revoked: true }),
    technique('attack-pattern--2', 'T0801.001'),
    {
      type: 'relationship',
      relationship_type: 'revoked-by',
      source_ref: 'attack-pattern--1',
      target_ref: 'attack-pattern--2',
    },
  ],
};

describeDocumentReader(ATTACK_READER, { 'a bundle': BUNDLE });

describe('ATTACK_READER', () => {
  it('reads techniques, and what took the place of one that is withdrawn', () => {
    expect(readDocument(ATTACK_READER, BUNDLE).items).toMatchObject([
      {
        id: 'T0800',
        domain: 'ics-attack',
        withdrawn: true,
        replacedBy: 'T0801.001',
        source: { revision: '18.1' },
      },
      { id: 'T0801.001', tactics: ['lateral-movement'], version: '1.1', withdrawn: false },
    ]);
  });
});
