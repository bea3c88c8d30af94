/** What an NTLMSSP message states, in whatever protocol carries it. */

import type { FactDeclaration, FactSink } from '../dissector.ts';
import type { NtlmMessage } from './ntlmssp.ts';

export const NTLM_FACTS = {
  'ntlm-computer': {
    label: 'NTLM computer name',
    help: 'NetBIOS name of the answering or calling computer (MS-NLMP 2.2.1.2, 2.2.1.3).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  'ntlm-dns-computer': {
    label: 'NTLM DNS computer name',
    help: 'DNS name of the answering computer (MS-NLMP 2.2.2.1).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  'ntlm-domain': {
    label: 'NTLM domain',
    help: 'NetBIOS domain or workgroup of the answering computer, or domain of the account that the caller uses (MS-NLMP 2.2.1).',
  },
  'ntlm-dns-domain': { label: 'NTLM DNS domain', help: 'DNS name of the domain of the answering computer.' },
  'ntlm-version': {
    label: 'NTLM version',
    help: 'Windows version as major.minor.build (MS-NLMP 2.2.2.10); build 0, which Samba sends, is left out.',
  },
} as const satisfies Record<string, FactDeclaration>;

/** States what `message` tells of its sender; nothing when there is none. */
export function sayNtlm(message: NtlmMessage | undefined, out: FactSink): void {
  if (!message) return;
  out.fact('ntlm-computer', message.workstation ?? message.computer);
  out.fact('ntlm-dns-computer', message.dnsComputer);
  out.fact('ntlm-domain', message.domain);
  out.fact('ntlm-dns-domain', message.dnsDomain);
  out.fact('ntlm-version', message.version ?? '');
}
