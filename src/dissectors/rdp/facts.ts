/** The fields that the RDP dissector emits, all about the sender. */

import type { FactDeclaration } from '../dissector.ts';
import { NTLM_FACTS } from '../encodings/ntlm-facts.ts';

export const RDP_FACTS: Readonly<Record<string, FactDeclaration>> = {
  'requested-protocols': {
    label: 'Security protocols requested',
    help: 'Security protocols that the client offers (MS-RDPBCGR 2.2.1.1.1): standard is the weak one of RDP itself.',
  },
  'selected-protocol': {
    label: 'Security protocol selected',
    help: 'Security protocol that the server chose (MS-RDPBCGR 2.2.1.2.1): standard, tls, credssp.',
  },
  'negotiation-failure': {
    label: 'Negotiation failure',
    help: 'Why the server refuses the security protocols offered (MS-RDPBCGR 2.2.1.2.2).',
  },
  cookie: {
    label: 'Cookie in the connect request',
    help: 'mstshash when the client states a user name in clear (MS-RDPBCGR 2.2.1.1); never which.',
  },
  'client-name': {
    label: 'Client name',
    help: 'Computer name of the client (clientName, MS-RDPBCGR 2.2.1.3.2).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  'client-build': {
    label: 'Client build',
    help: 'Build number of the client program (clientBuild, MS-RDPBCGR 2.2.1.3.2); other makers state one of Windows.',
  },
  'encryption-method': {
    label: 'Encryption method without TLS',
    help: 'Key size that the server chose for the security of RDP itself (MS-RDPBCGR 2.2.1.4.3).',
  },
  'encryption-level': {
    label: 'Encryption level without TLS',
    help: 'Level that the server chose for the security of RDP itself (MS-RDPBCGR 2.2.1.4.3).',
  },
  transport: {
    label: 'Transport over UDP',
    help: 'udp when the multitransport of RDP is set up (MS-RDPEUDP 2.2.2.1); what it carries is encrypted.',
  },
  ...NTLM_FACTS,
};
