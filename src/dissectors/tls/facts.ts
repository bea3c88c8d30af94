/** The fields that the TLS dissector emits. All are about the sender: hello fields of either side, certificate of the server. */

import type { FactDeclaration } from '../dissector.ts';

export const facts: Readonly<Record<string, FactDeclaration>> = {
  sni: {
    label: 'TLS server name sought',
    help: 'Host name that the client asks for in the server_name extension (RFC 6066 3).',
  },
  'remote-support': {
    label: 'Remote support program',
    help: 'Program for remote support whose server the client seeks, or that made the certificate: AnyDesk, TeamViewer.',
  },
  alpn: {
    label: 'TLS application protocol',
    help: 'Application protocols that the client offers, or the one that the server chose in clear (RFC 7301).',
  },
  'offered-version': {
    label: 'TLS highest version offered',
    help: 'Highest protocol version that the client offers (supported_versions, else the version of the hello).',
  },
  version: {
    label: 'TLS version',
    help: 'Protocol version that the server chose in its ServerHello (RFC 8446 4.1.3, 4.2.1).',
  },
  'cipher-suite': {
    label: 'TLS cipher suite',
    help: 'Cipher suite that the server chose, as the number of the IANA registry.',
  },
  ja3: { label: 'JA3', help: 'MD5 over version and lists of the ClientHello, as the JA3 method defines.' },
  ja3s: {
    label: 'JA3S',
    help: 'MD5 over version, suite and extensions of the ServerHello, as the JA3 method defines.',
  },
  ja4: {
    label: 'JA4',
    help: 'Shape and cut SHA-256 of the sorted ClientHello lists, as the JA4 method defines.',
  },
  'certificate-subject': {
    label: 'Certificate subject',
    help: 'Subject of the server certificate as RFC 4514 text; attributes that name people are left out.',
  },
  'certificate-common-name': {
    label: 'Certificate common name',
    help: 'Common name of the subject of the server certificate.',
  },
  'certificate-organisation': {
    label: 'Certificate organisation',
    help: 'Organisation of the subject of the server certificate.',
  },
  'certificate-organisational-unit': {
    label: 'Certificate organisational unit',
    help: 'First organisational unit of the subject of the server certificate.',
  },
  'certificate-subject-serial-number': {
    label: 'Certificate subject serial number',
    help: 'Attribute serialNumber of the subject, the device serial number in IEEE 802.1AR certificates.',
  },
  'certificate-issuer': {
    label: 'Certificate issuer',
    help: 'Issuer of the server certificate as RFC 4514 text; attributes that name people are left out.',
  },
  'certificate-serial-number': {
    label: 'Certificate serial number',
    help: 'Number that the issuer gave the certificate, hexadecimal (RFC 5280 4.1.2.2).',
  },
  'certificate-not-before': {
    label: 'Certificate valid from',
    help: 'First instant of the validity of the server certificate, UTC.',
  },
  'certificate-not-after': {
    label: 'Certificate valid to',
    help: 'Last instant of the validity of the server certificate, UTC.',
  },
  'certificate-self-signed': {
    label: 'Certificate self-signed',
    help: 'Whether subject and issuer of the server certificate are the same name; the signature is not checked.',
  },
  'certificate-key': {
    label: 'Certificate key',
    help: 'Algorithm and size of the public key of the server certificate.',
  },
  'certificate-key-hash': {
    label: 'Certificate key hash',
    help: 'SHA-256 of the SubjectPublicKeyInfo; the same on several devices means a shared private key.',
  },
  'certificate-dns-name': {
    label: 'Certificate DNS name',
    help: 'DNS name of the subject alternative name extension (RFC 5280 4.2.1.6).',
  },
};
