/**
 * Conversations for the tests of this folder that name equipment: objects, worklists, procedure steps, several devices
 * on one association. All octets are made for the project.
 */

import type { ExpectedFact, Vector } from '../dissector.contract.ts';
import {
  accept,
  commandSet,
  dataUnit,
  explicit,
  explicitBig,
  identity,
  implicit,
  item,
  message,
  request,
  role,
} from './dicom-octets.arbitrary.ts';

export const CT = '1.2.840.10008.5.1.4.1.1.2';
export const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
export const WORKLIST = '1.2.840.10008.5.1.4.31';
export const PERFORMED_STEP = '1.2.840.10008.3.1.2.3.3';
export const STUDY_FIND = '1.2.840.10008.5.1.4.1.2.2.1';
export const STUDY_MOVE = '1.2.840.10008.5.1.4.1.2.2.2';
export const COMMITMENT = '1.2.840.10008.1.20.1';
const IMPLICIT = '1.2.840.10008.1.2';
const EXPLICIT = '1.2.840.10008.1.2.1';

export const client = (field: string, value: string, about?: string): ExpectedFact =>
  about === undefined ? { field, value } : { field, value, about };
export const server = (field: string, value: string, about?: string): ExpectedFact => ({
  ...client(field, value, about),
  from: 'server',
});

export const TITLES: ExpectedFact[] = [
  client('called-ae', 'ARCHIVE', 'receiver'),
  client('calling-ae', 'MODALITY'),
];
export const PLANTED = ['DOE^PLANTED', 'PID-987654', 'admin', 'secret', 'planted'];

const serial = (maker: string, number: string) =>
  Buffer.concat([
    implicit(0x0008_0060, 'CT'),
    implicit(0x0008_0070, maker),
    implicit(0x0010_0010, 'DOE^PLANTED'),
    implicit(0x0018_1000, number),
  ]);

export const EQUIPMENT_VECTORS: readonly Vector[] = [
  {
    name: 'every equipment element of an object, implicit VR; person data left out',
    messages: [
      { from: 'client', hex: request({ contexts: { 1: SECONDARY_CAPTURE }, user: [identity(5)] }) },
      { from: 'server', hex: accept({ contexts: { 1: IMPLICIT } }) },
      {
        from: 'client',
        hex: message(
          1,
          { field: 1, sopClass: SECONDARY_CAPTURE },
          Buffer.concat([
            implicit(0x0008_0005, 'ISO_IR 192'),
            implicit(0x0008_0050, 'planted accession'),
            implicit(0x0008_0060, 'PT\\CT'),
            implicit(0x0008_0070, Buffer.from('Dräger', 'utf8').toString('latin1')),
            implicit(0x0008_0080, 'Clinic'),
            implicit(0x0008_0090, 'DOE^PLANTED'),
            implicit(0x0008_1010, 'ROOM2'),
            implicit(0x0008_1040, 'Radiology'),
            implicit(0x0008_1050, 'DOE^PLANTED'),
            implicit(0x0008_1070, 'DOE^PLANTED'),
            implicit(0x0008_1090, 'Model X'),
            implicit(0x0010_0010, 'DOE^PLANTED'),
            implicit(0x0018_1000, 'S1'),
            implicit(0x0018_1002, '1.2.3.4'),
            implicit(0x0018_1004, 'PLATE7'),
            implicit(0x0018_1005, 'GEN7'),
            implicit(0x0018_1008, 'GANTRY7'),
            implicit(0x0018_100a, item(implicit(0x0018_1009, '(01)00840682103039'))),
            implicit(0x0018_1010, 'SC7'),
            implicit(0x0018_1016, 'Converter Ltd'),
            implicit(0x0018_1018, 'Converter 9'),
            implicit(0x0018_1019, '9.1'),
            implicit(0x0018_1020, 'V4.5*R003'),
            implicit(0x0018_1030, 'planted protocol'),
            implicit(0x0018_1200, '20260102'),
            implicit(0x0018_700a, 'DET7'),
            implicit(0x0020_0010, 'planted study'),
          ]),
        ),
      },
    ],
    facts: [
      ...TITLES,
      client('clear-text-credential', 'jwt'),
      client('sop-class-as-scu', SECONDARY_CAPTURE),
      server('sop-class-as-scp', SECONDARY_CAPTURE),
      client('command', 'C-STORE-RQ'),
      client('(0008,0060)', 'PT'),
      client('(0008,0060)', 'CT'),
      client('(0008,0070)', 'Dräger'),
      client('(0008,0080)', 'Clinic'),
      client('(0008,1010)', 'ROOM2'),
      client('(0008,1040)', 'Radiology'),
      client('(0008,1090)', 'Model X'),
      client('(0018,1000)', 'S1'),
      client('(0018,1002)', '1.2.3.4'),
      client('(0018,1004)', 'PLATE7'),
      client('(0018,1005)', 'GEN7'),
      client('(0018,1008)', 'GANTRY7'),
      client('(0018,1009)', '(01)00840682103039'),
      client('(0018,1010)', 'SC7'),
      client('(0018,1016)', 'Converter Ltd'),
      client('(0018,1018)', 'Converter 9'),
      client('(0018,1019)', '9.1'),
      client('(0018,1020)', 'V4.5*R003'),
      client('(0018,1200)', '20260102'),
      client('(0018,700A)', 'DET7'),
    ],
    server: 'server',
    planted: PLANTED,
  },
  {
    name: 'worklist query: own station within the step sequence, wildcards and answers left out',
    messages: [
      { from: 'client', hex: request({ contexts: { 1: WORKLIST, 3: STUDY_FIND } }) },
      { from: 'server', hex: accept({ contexts: { 1: EXPLICIT, 3: '1.2.840.10008.1.2.2' } }) },
      {
        from: 'client',
        hex:
          message(
            1,
            { field: 0x20, sopClass: WORKLIST },
            Buffer.concat([
              explicit(0x0010_0010, 'PN', 'DOE^PLANTED'),
              explicit(
                0x0040_0100,
                'SQ',
                item(
                  explicit(0x0008_0060, 'CS', 'MR'),
                  explicit(0x0040_0001, 'AE', 'MR01'),
                  explicit(0x0040_0006, 'PN', 'DOE^PLANTED'),
                  explicit(0x0040_0010, 'SH', 'MRROOM1'),
                ),
              ),
            ]),
          ) +
          message(
            3,
            { field: 0x20, sopClass: STUDY_FIND },
            Buffer.concat([
              explicitBig(0x0008_0052, 'CS', 'STUDY'),
              explicitBig(0x0010_0010, 'PN', 'DOE^PLANTED'),
            ]),
          ) +
          message(
            1,
            { field: 0x20, sopClass: WORKLIST },
            explicit(0x0040_0100, 'SQ', item(explicit(0x0040_0001, 'AE', 'MR*'))),
          ),
      },
      {
        from: 'server',
        hex:
          message(
            1,
            { field: 0x8020, sopClass: WORKLIST, status: 0xff00 },
            explicit(0x0040_0100, 'SQ', item(explicit(0x0040_0001, 'AE', 'PLANTED'))),
          ) + message(1, { field: 0x8020, sopClass: WORKLIST, status: 0xa700 }),
      },
    ],
    facts: [
      ...TITLES,
      client('sop-class-as-scu', WORKLIST),
      client('sop-class-as-scu', STUDY_FIND),
      server('sop-class-as-scp', WORKLIST),
      server('sop-class-as-scp', STUDY_FIND),
      client('command', 'C-FIND-RQ'),
      client('(0008,0060)', 'MR'),
      client('(0040,0001)', 'MR01'),
      client('(0040,0010)', 'MRROOM1'),
      client('(0008,0052)', 'STUDY'),
      server('command', 'C-FIND-RSP'),
      server('status', 'C-FIND-RSP A700'),
    ],
    server: 'server',
    planted: PLANTED,
  },
  {
    name: 'performed procedure step, move to another station, class that is not served',
    messages: [
      { from: 'client', hex: request({ contexts: { 1: PERFORMED_STEP, 3: STUDY_MOVE } }) },
      { from: 'server', hex: accept({ contexts: { 1: IMPLICIT, 3: IMPLICIT } }) },
      {
        from: 'client',
        hex:
          message(
            1,
            { field: 0x140, sopClass: PERFORMED_STEP },
            Buffer.concat([
              implicit(0x0008_0060, 'DX'),
              implicit(0x0040_0241, 'DX01'),
              implicit(0x0040_0242, 'DXROOM1'),
              implicit(0x0040_0243, 'Building 3'),
              implicit(0x0040_0244, '20260310'),
            ]),
          ) +
          message(
            3,
            { field: 0x21, sopClass: STUDY_MOVE, moveDestination: 'WORKSTATION1' },
            implicit(0x0008_0052, 'STUDY'),
          ),
      },
      { from: 'server', hex: message(3, { field: 0x8021, sopClass: STUDY_MOVE, status: 0x0122 }) },
      { from: 'server', hex: message(1, { field: 0x0120, requestedClass: PERFORMED_STEP }) },
    ],
    facts: [
      ...TITLES,
      client('sop-class-as-scu', PERFORMED_STEP),
      client('sop-class-as-scu', STUDY_MOVE),
      server('sop-class-as-scp', PERFORMED_STEP),
      server('sop-class-as-scp', STUDY_MOVE),
      client('command', 'N-CREATE-RQ'),
      client('(0008,0060)', 'DX'),
      client('(0040,0241)', 'DX01'),
      client('(0040,0242)', 'DXROOM1'),
      client('(0040,0243)', 'Building 3'),
      client('command', 'C-MOVE-RQ'),
      client('move-destination', 'WORKSTATION1'),
      server('command', 'C-MOVE-RSP'),
      server('status', 'C-MOVE-RSP 0122'),
      server('command', 'N-SET-RQ'),
      server('sop-class-as-scu', PERFORMED_STEP),
    ],
    server: 'server',
    planted: PLANTED,
  },
  {
    name: 'role selection: the requestor also stores for a C-GET, an event report comes from the provider',
    messages: [
      {
        from: 'client',
        hex: request({ contexts: { 1: CT, 3: COMMITMENT }, user: [role(CT, 0, 1)] }),
      },
      {
        from: 'server',
        hex: accept({ contexts: { 1: IMPLICIT, 3: IMPLICIT }, user: [role(CT, 0, 1)] }),
      },
      {
        from: 'server',
        hex:
          message(1, { field: 1, sopClass: CT }, serial('Siemens', '77')) +
          message(3, { field: 0x0100, sopClass: COMMITMENT }),
      },
    ],
    facts: [
      ...TITLES,
      client('sop-class-as-scu', COMMITMENT),
      server('sop-class-as-scp', CT, 'receiver'),
      server('sop-class-as-scu', CT),
      server('sop-class-as-scp', COMMITMENT),
      server('command', 'C-STORE-RQ'),
      server('(0008,0060)', 'CT', 'named:serial:Siemens/77'),
      server('(0008,0070)', 'Siemens', 'named:serial:Siemens/77'),
      server('(0018,1000)', '77', 'named:serial:Siemens/77'),
      server('command', 'N-EVENT-REPORT-RQ'),
    ],
    server: 'server',
    planted: PLANTED,
  },
  {
    name: 'several devices on one association: the later ones stand behind the sender',
    messages: [
      { from: 'client', hex: request({ contexts: { 1: CT } }) },
      { from: 'server', hex: accept({ contexts: { 1: IMPLICIT } }) },
      {
        from: 'client',
        hex:
          message(1, { field: 1, sopClass: CT }, serial('Siemens', '77')) +
          message(1, { field: 1, sopClass: CT }, serial('Philips', '9')) +
          message(1, { field: 1, sopClass: CT }, implicit(0x0008_0070, 'Nameless')) +
          message(1, { field: 1, sopClass: CT }, serial('Siemens', '77')),
      },
    ],
    facts: [
      ...TITLES,
      client('sop-class-as-scu', CT),
      server('sop-class-as-scp', CT),
      client('command', 'C-STORE-RQ'),
      client('(0008,0060)', 'CT'),
      client('(0008,0070)', 'Siemens'),
      client('(0018,1000)', '77'),
      client('equipment-count', '2'),
      client('(0008,0060)', 'CT', 'named:serial:Philips/9'),
      client('(0008,0070)', 'Philips', 'named:serial:Philips/9'),
      client('(0018,1000)', '9', 'named:serial:Philips/9'),
      client('equipment-count', '3'),
    ],
    server: 'server',
    planted: PLANTED,
  },
  {
    name: 'two contexts interleaved, command in two fragments, deflated dataset skipped, text with escapes dropped',
    messages: [
      { from: 'client', hex: request({ contexts: { 1: CT, 3: CT, 5: CT } }) },
      {
        from: 'server',
        hex: accept({ contexts: { 1: IMPLICIT, 3: EXPLICIT, 5: '1.2.840.10008.1.2.1.99' } }),
      },
      {
        from: 'client',
        hex: (() => {
          const command = commandSet({ field: 1, sopClass: CT, hasDataset: true });
          const first = implicit(0x0008_0070, 'Maker One');
          const second = explicit(0x0008_0070, 'LO', 'Maker Two');
          return (
            dataUnit(
              { context: 1, command: true, more: true, octets: command.subarray(0, 33) },
              { context: 1, command: true, octets: command.subarray(33) },
              { context: 3, command: true, octets: command },
            ) +
            dataUnit({ context: 1, more: true, octets: first.subarray(0, 10) }) +
            dataUnit({ context: 3, more: true, octets: second.subarray(0, 7) }) +
            dataUnit({ context: 1, octets: first.subarray(10) }, { context: 3, octets: second.subarray(7) }) +
            message(5, { field: 1, sopClass: CT }, Buffer.from('deflated octets')) +
            message(1, { field: 1, sopClass: CT }, implicit(0x0008_0070, '\u001b$Bplanted'))
          );
        })(),
      },
    ],
    facts: [
      ...TITLES,
      client('sop-class-as-scu', CT),
      server('sop-class-as-scp', CT),
      client('command', 'C-STORE-RQ'),
      client('(0008,0070)', 'Maker One'),
      client('equipment-count', '2'),
      client('equipment-count', '3'),
    ],
    server: 'server',
    planted: PLANTED,
  },
];
