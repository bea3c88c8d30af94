/** The fields that the LDAP dissector emits. */

import type { FactDeclaration } from '../dissector.ts';
import { NTLM_FACTS } from '../encodings/ntlm-facts.ts';

export const LDAP_FACTS: Readonly<Record<string, FactDeclaration>> = {
  role: { label: 'LDAP role', help: 'server for a directory, client for who asks it.' },
  'clear-text-credential': {
    label: 'Credential in clear',
    help: 'simple-bind when a name and a password pass in clear (RFC 4511 4.2); never which.',
  },
  'bind-mechanism': {
    label: 'Bind mechanism',
    help: 'How the client logs in: anonymous, simple, or the name of a SASL mechanism (RFC 4511 4.2).',
  },
  directory: {
    label: 'Kind of directory',
    help: 'active-directory, ad-lds or openldap, by the root entry (MS-ADTS 3.1.1.3.4.3).',
  },
  'dns-host-name': {
    label: 'DNS name of the directory server',
    help: 'Attribute dnsHostName of the root entry or of a netlogon answer (MS-ADTS 3.1.1.3.2.2, 6.3.1.9).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  'netbios-name': {
    label: 'NetBIOS name of the domain controller',
    help: 'NetbiosComputerName of a netlogon answer (MS-ADTS 6.3.1.9).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  domain: {
    label: 'Domain',
    help: 'DNS name of the domain that a domain controller serves (netlogon answer, or default naming context).',
  },
  'netbios-domain': {
    label: 'NetBIOS domain',
    help: 'NetbiosDomainName of a netlogon answer (MS-ADTS 6.3.1.9).',
  },
  forest: { label: 'Forest', help: 'DnsForestName of a netlogon answer (MS-ADTS 6.3.1.9).' },
  site: { label: 'Site', help: 'Site of the domain controller, or of the client (MS-ADTS 6.3.1.9).' },
  'controller-role': {
    label: 'Roles of the domain controller',
    help: 'Flags of a netlogon answer: pdc, global-catalog, kdc, time, writable (MS-ADTS 6.3.1.2).',
  },
  'controller-level': {
    label: 'Functional level of the domain controller',
    help: 'domainControllerFunctionality: 2 Windows 2003, 3 2008, 4 2008 R2, 5 2012, 6 2012 R2, 7 2016 or later (MS-ADTS 3.1.1.3.2.25).',
  },
  'domain-level': {
    label: 'Functional level of the domain',
    help: 'domainFunctionality of the root entry, numbered as that of the controller (MS-ADTS 3.1.1.3.2.26).',
  },
  'forest-level': {
    label: 'Functional level of the forest',
    help: 'forestFunctionality of the root entry, numbered as that of the controller (MS-ADTS 3.1.1.3.2.27).',
  },
  'vendor-name': {
    label: 'Maker of the directory',
    help: 'Attribute vendorName of the root entry (RFC 3045).',
  },
  'vendor-version': {
    label: 'Version of the directory',
    help: 'Attribute vendorVersion of the root entry (RFC 3045).',
  },
  'windows-build': {
    label: 'Windows build of the domain controller',
    help: 'Build number at the end of an error text of Active Directory (… v4563 is 17763).',
  },
  'host-name': {
    label: 'Host name of the client',
    help: 'Host in a netlogon search: the name of who looks for a domain controller (MS-ADTS 6.3.3.1).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  'domain-sought': {
    label: 'Domain sought',
    help: 'DnsDomain in a netlogon search: the domain that the client belongs to (MS-ADTS 6.3.3.1).',
  },
  ...NTLM_FACTS,
};
