/** The fields that the ONC RPC dissector emits, all about the sender. */

import type { FactDeclaration } from '../dissector.ts';

export const ONC_RPC_FACTS: Readonly<Record<string, FactDeclaration>> = {
  'program-used': {
    label: 'RPC program used',
    help: 'Name or number and version of a program that the sender calls (RFC 5531 8.1), such as nfs 3.',
  },
  'program-served': {
    label: 'RPC program served',
    help: 'Name or number and version of a program whose call the sender answered, such as mountd 3.',
  },
  'program-registered': {
    label: 'RPC program registered',
    help: 'Program, version, transport and port that a port mapper has registered (RFC 1833 3.1): nfs 3 tcp/2049.',
  },
  'machine-name': {
    label: 'Machine name of the client',
    help: 'Host name in the AUTH_SYS credential of a call (RFC 5531 appendix A).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  'mount-root': {
    label: 'Root of a mounted path',
    help: 'First directory of a path that the sender mounts (RFC 1813 5.2.1); the rest may name people and is not read.',
  },
};
