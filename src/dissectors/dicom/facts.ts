/**
 * The facts of the DICOM dissector: association (PS3.8), commands (PS3.7) and equipment elements (PS3.3, PS3.6).
 * Elements go by their tag. They are stated of the sender of the object when it may be the device that made it;
 * whether it is (and not an archive that forwards) is weighed outside, with the roles and counts below.
 */

import type { FactDeclaration } from '../dissector.ts';

const ASSOCIATION: Record<string, FactDeclaration> = {
  'calling-ae': {
    label: 'Calling AE title',
    help: 'Application entity title of the requestor in A-ASSOCIATE-RQ (PS3.8 9.3.2).',
    states: { attribute: 'dicomAeTitle', source: 'configured' },
  },
  'called-ae': {
    label: 'Called AE title',
    help: 'Application entity title that the requestor gives the acceptor in A-ASSOCIATE-RQ (PS3.8 9.3.2).',
    states: { attribute: 'dicomAeTitle', source: 'configured' },
  },
  'implementation-class-uid': {
    label: 'Implementation class UID',
    help: 'UID of the DICOM implementation, often that of a toolkit (PS3.7 D.3.3.2).',
  },
  'implementation-version': {
    label: 'Implementation version name',
    help: 'Version name of the DICOM implementation, often that of a toolkit (PS3.7 D.3.3.2).',
  },
  'clear-text-credential': {
    label: 'Credential in clear text',
    help: 'Kind of user identity sent without encryption (PS3.7 D.3.3.7); neither user nor secret is kept.',
  },
  'association-rejected': {
    label: 'Association rejected',
    help: 'Result and reason of A-ASSOCIATE-RJ (PS3.8 9.3.4), stated by the end that rejects.',
  },
  'association-aborted': {
    label: 'Association aborted',
    help: 'Source and reason of A-ABORT (PS3.8 9.3.8), stated by the end that aborts.',
  },
  'sop-class-as-scu': {
    label: 'SOP class used',
    help: 'SOP class UID that the end uses or offers to use as service class user (PS3.7 D.3.3.4, PS3.4).',
  },
  'sop-class-as-scp': {
    label: 'SOP class served',
    help: 'SOP class UID that the end accepted or answered as service class provider (PS3.7 D.3.3.4, PS3.4).',
  },
  'proposed-sop-classes': {
    label: 'Number of proposed SOP classes',
    help: 'How many SOP classes the requestor proposed, when they are too many to tell its purpose (PS3.8 9.3.2.2).',
  },
};

const COMMANDS: Record<string, FactDeclaration> = {
  command: { label: 'DIMSE command', help: 'Operation that the end requested or answered (PS3.7 E.1-1).' },
  status: {
    label: 'DIMSE status',
    help: 'Response and its final status in hexadecimal, 0000 is success (PS3.7 annex C).',
  },
  'move-destination': {
    label: 'C-MOVE destination',
    help: 'Application entity title that the objects of a C-MOVE are to be sent to (PS3.7 E.1, 0000,0600).',
  },
  'equipment-count': {
    label: 'Devices in the stored objects',
    help: 'How many different devices made the objects that the end sent on one association, from the second on.',
  },
};

const element = (
  label: string,
  help: string,
  states?: Required<FactDeclaration>['states'],
): FactDeclaration => (states ? { label, help, states } : { label, help });

const ELEMENTS: Record<string, FactDeclaration> = {
  '(0008,0052)': element(
    'Query/retrieve level',
    'Level of a C-FIND request: PATIENT, STUDY, SERIES or IMAGE (PS3.4 C.6).',
  ),
  '(0008,0060)': element(
    'Modality',
    'Modality that made the object or that a worklist is asked for (PS3.3 C.7.3.1.1.1).',
  ),
  '(0008,0070)': element('Manufacturer', 'Manufacturer of the equipment (PS3.3 C.7.5.1).', {
    attribute: 'vendor',
    source: 'own-identity',
  }),
  '(0008,0080)': element('Institution name', 'Institution where the equipment stands (PS3.3 C.7.5.1).'),
  '(0008,1010)': element('Station name', 'Name that people gave the station (PS3.3 C.7.5.1).', {
    attribute: 'hostname',
    source: 'configured',
  }),
  '(0008,1040)': element(
    'Institutional department name',
    'Department where the equipment stands (PS3.3 C.7.5.1).',
  ),
  '(0008,1090)': element("Manufacturer's model name", 'Model of the equipment (PS3.3 C.7.5.1).', {
    attribute: 'model',
    source: 'own-identity',
  }),
  '(0018,1000)': element('Device serial number', 'Serial number of the equipment (PS3.3 C.7.5.1).', {
    attribute: 'serialNumber',
    source: 'own-identity',
  }),
  '(0018,1002)': element('Device UID', 'UID that the manufacturer gave the equipment (PS3.3 C.7.5.1).'),
  '(0018,1004)': element('Plate ID', 'Identifier of the image plate (PS3.3 C.8.1.1).'),
  '(0018,1005)': element('Generator ID', 'Identifier of the X-ray generator (PS3.6).'),
  '(0018,1008)': element('Gantry ID', 'Identifier of the gantry (PS3.3 C.7.5.1).'),
  '(0018,1009)': element(
    'Unique device identifier',
    'UDI of the equipment, from the item of (0018,100A) (PS3.3 10.29.1).',
    { attribute: 'udi', source: 'own-identity' },
  ),
  '(0018,1010)': element(
    'Secondary capture device ID',
    'Identifier of the device that converted the image (PS3.3 C.8.6.1).',
  ),
  '(0018,1016)': element(
    'Secondary capture device manufacturer',
    'Maker of the device that converted the image (PS3.3 C.8.6.1).',
  ),
  '(0018,1018)': element(
    "Secondary capture device manufacturer's model name",
    'Model of the device that converted the image (PS3.3 C.8.6.1).',
  ),
  '(0018,1019)': element(
    'Secondary capture device software versions',
    'Software of the device that converted the image (PS3.3 C.8.6.1).',
  ),
  '(0018,1020)': element('Software versions', 'First software version of the equipment (PS3.3 C.7.5.1).', {
    attribute: 'softwareVersion',
    source: 'own-identity',
  }),
  '(0018,1020)-further': element(
    'Further software versions',
    'Software version of a part of the equipment: any but the first value of (0018,1020) (PS3.3 C.7.5.1).',
  ),
  '(0018,1200)': element(
    'Date of last calibration',
    'When the equipment was last calibrated (PS3.3 C.7.5.1).',
  ),
  '(0018,700A)': element('Detector ID', 'Identifier of the X-ray detector (PS3.3 C.8.11.4).'),
  '(0040,0001)': element(
    'Scheduled station AE title',
    'Station that a worklist is asked for, usually the one that asks (PS3.4 K.6.1.2.2).',
    { attribute: 'dicomAeTitle', source: 'configured' },
  ),
  '(0040,0010)': element(
    'Scheduled station name',
    'Name of the station that a worklist is asked for (PS3.4 K.6.1.2.2).',
    { attribute: 'hostname', source: 'configured' },
  ),
  '(0040,0241)': element(
    'Performed station AE title',
    'AE title of the modality that performs the procedure step (PS3.3 C.4.14).',
    { attribute: 'dicomAeTitle', source: 'configured' },
  ),
  '(0040,0242)': element(
    'Performed station name',
    'Name of the modality that performs the procedure step (PS3.3 C.4.14).',
    { attribute: 'hostname', source: 'configured' },
  ),
  '(0040,0243)': element('Performed location', 'Where the procedure step is performed (PS3.3 C.4.14).'),
};

export const DICOM_FACTS: Readonly<Record<string, FactDeclaration>> = {
  ...ASSOCIATION,
  ...COMMANDS,
  ...ELEMENTS,
};
