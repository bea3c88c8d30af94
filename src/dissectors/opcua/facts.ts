/** The facts that OPC UA states. */

import type { FactDeclaration } from '../dissector.ts';

export const FACTS: Readonly<Record<string, FactDeclaration>> = {
  role: { label: 'OPC UA role', help: 'server or client, as the kind of message shows.' },
  'hello-url': {
    label: 'Address that the client asked for',
    help: 'Endpoint URL in Hello (OPC 10000-6 7.1.2.3), about who is asked.',
  },
  'endpoint-url': {
    label: 'Endpoint URL',
    help: 'URL of an endpoint that the server states (OPC 10000-4 7.14).',
  },
  'application-uri': {
    label: 'Application URI',
    help: 'Identity of the application instance (OPC 10000-4 7.2), often with host name, maker and product.',
  },
  'product-uri': { label: 'Product URI', help: 'Identity of the product (OPC 10000-4 7.2).' },
  'application-name': { label: 'Application name', help: 'Name of the application (OPC 10000-4 7.2).' },
  'application-type': {
    label: 'Application type',
    help: 'server, client, client-and-server or discovery-server (OPC 10000-4 7.4).',
  },
  'security-mode': {
    label: 'Security mode',
    help: 'none, sign or sign-and-encrypt, of an endpoint that the server offers (OPC 10000-4 7.20).',
  },
  'security-policy': {
    label: 'Security policy',
    help: 'Policy of an endpoint that the server offers, such as None or Basic256Sha256 (OPC 10000-7).',
  },
  'user-token': {
    label: 'User token offered',
    help: 'anonymous, user-name, certificate or issued-token, which the server accepts (OPC 10000-4 7.42).',
  },
  'channel-policy': {
    label: 'Security policy in use',
    help: 'Policy of the secure channel that the sender opened or answered (OPC 10000-6 6.7.2).',
  },
  'clear-text-credential': {
    label: 'Password in clear text',
    help: 'user-name when a session was activated with a password that is not encrypted; never its content.',
  },
  'function-write': {
    label: 'Changing service',
    help: 'Kind of a service that the sender asked for and that may change the server; never its content.',
  },
  'manufacturer-name': {
    label: 'Manufacturer name',
    help: 'Build information of the server (OPC 10000-5 12.4), read by a client.',
    states: { attribute: 'vendor', source: 'own-identity' },
  },
  'product-name': {
    label: 'Product name',
    help: 'Build information of the server (OPC 10000-5 12.4), read by a client.',
    states: { attribute: 'model', source: 'own-identity' },
  },
  'software-version': {
    label: 'Software version',
    help: 'Build information of the server (OPC 10000-5 12.4), read by a client.',
    states: { attribute: 'softwareVersion', source: 'own-identity' },
  },
  'build-number': {
    label: 'Build number',
    help: 'Build information of the server (OPC 10000-5 12.4), read by a client.',
  },
};
