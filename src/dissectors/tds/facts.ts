/** The fields that the TDS dissector emits, all about the sender. */

import type { FactDeclaration } from '../dissector.ts';
import { NTLM_FACTS } from '../encodings/ntlm-facts.ts';

export const TDS_FACTS: Readonly<Record<string, FactDeclaration>> = {
  'server-version': {
    label: 'Database server version',
    help: 'Version that the server states before or after the login, or to the browser (MS-TDS 2.2.6.5, 2.2.7.14; MC-SQLR).',
  },
  'server-program': {
    label: 'Database server program',
    help: 'Program that let the client in (LOGINACK, MS-TDS 2.2.7.14), such as Microsoft SQL Server.',
  },
  'client-version': {
    label: 'Client library version',
    help: 'Version that the client states before the login (MS-TDS 2.2.6.5).',
  },
  encryption: {
    label: 'Encryption of the session',
    help: 'login-only, on, not-supported or required, as the sender wants it (MS-TDS 2.2.6.5).',
  },
  'instance-sought': {
    label: 'Instance sought',
    help: 'Name of the database instance that the client asks for (MS-TDS 2.2.6.5).',
  },
  'host-name': {
    label: 'Host name of the client',
    help: 'Name of the client computer in a login in clear (MS-TDS 2.2.6.4).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  application: {
    label: 'Application of the client',
    help: 'Name of the program that logs in (MS-TDS 2.2.6.4).',
  },
  library: {
    label: 'Client library',
    help: 'Name of the interface library that logs in (MS-TDS 2.2.6.4).',
  },
  'server-sought': {
    label: 'Server sought',
    help: 'Name by which the client knows the server (MS-TDS 2.2.6.4).',
  },
  database: { label: 'Database', help: 'Name of the database that the client opens (MS-TDS 2.2.6.4).' },
  'clear-text-credential': {
    label: 'Credential in clear',
    help: 'password when a login with user name and password is not encrypted; never which.',
  },
  'server-name': {
    label: 'Server name',
    help: 'Host name of the server in the answer of the SQL Server browser (MC-SQLR 2.2.5).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  instance: {
    label: 'Database instance',
    help: 'Name of an instance in the answer of the SQL Server browser (MC-SQLR 2.2.5).',
  },
  ...NTLM_FACTS,
};
