/** The fields that the SMB dissector emits. */

import type { FactDeclaration } from '../dissector.ts';
import { NTLM_FACTS } from '../encodings/ntlm-facts.ts';

export const facts: Readonly<Record<string, FactDeclaration>> = {
  dialect: {
    label: 'SMB dialect',
    help: 'Dialect that the server chose: the highest that both ends speak (MS-SMB2 2.2.4); SMB 1 is obsolete.',
  },
  'offered-dialects': {
    label: 'SMB dialects offered',
    help: 'Dialects that the client offers in its negotiate request (MS-SMB2 2.2.3, MS-CIFS 2.2.4.52.1).',
  },
  signing: {
    label: 'SMB signing',
    help: 'Whether the server requires, enables or lacks message signing (SecurityMode of its negotiate response).',
  },
  'server-guid': {
    label: 'SMB server GUID',
    help: 'GUID of the server in its negotiate response (MS-SMB2 2.2.4); copied system images share it.',
  },
  'server-name': {
    label: 'SMB server name',
    help: 'Name of the server: in the SMB1 negotiate response, or in the place of the GUID as Samba writes it.',
    states: { attribute: 'hostname', source: 'configured' },
  },
  'system-time': {
    label: 'SMB system time',
    help: 'Clock of the server in its SMB2 negotiate response, UTC, to the second.',
  },
  'server-start-time': {
    label: 'SMB server start time',
    help: 'When the SMB2 server started (MS-SMB2 2.2.4), UTC; newer servers leave it out.',
  },
  'native-os': {
    label: 'SMB native operating system',
    help: 'NativeOS of the SMB1 session setup (MS-CIFS 2.2.4.53), such as Windows 5.1.',
  },
  'native-lan-manager': {
    label: 'SMB native LAN manager',
    help: 'NativeLanMan of the SMB1 session setup (MS-CIFS 2.2.4.53), such as Samba 4.9.5.',
  },
  'primary-domain': {
    label: 'SMB primary domain',
    help: 'Domain or workgroup of the server in SMB1 negotiate and session setup responses.',
  },
  'calling-name': {
    label: 'NetBIOS calling name',
    help: 'NetBIOS name of the caller in a session request (RFC 1002 4.3.2).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  'called-name': {
    label: 'NetBIOS called name',
    help: 'NetBIOS name that a session request calls (RFC 1002 4.3.2); about the receiver.',
  },
  'login-outcome': {
    label: 'SMB login outcome',
    help: 'Final answer to a session setup: success, guest, anonymous or failure.',
  },
  ...NTLM_FACTS,
};
