import { describeDissector } from '../dissector.contract.ts';
import { ssh } from './dissector.ts';

const ascii = (text: string) => Buffer.from(text, 'latin1').toString('hex');

/** A KEXINIT packet whose ten lists are those given, padded with empty ones. */
function kexInit(lists: readonly string[]): string {
  const names = Array.from({ length: 10 }, (_, index) => {
    const text = Buffer.from(lists[index] ?? '', 'latin1');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    return Buffer.concat([length, text]);
  });
  const body = Buffer.concat([
    Buffer.from([4, 20]),
    Buffer.alloc(16),
    ...names,
    Buffer.alloc(5),
    Buffer.alloc(4),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]).toString('hex');
}

describeDissector(ssh, [
  {
    name: 'client and Dropbear server, algorithm lists',
    messages: [
      { from: 'server', hex: ascii('SSH-2.0-dropbear_2019.78\r\n') },
      { from: 'client', hex: ascii('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n') },
      {
        from: 'client',
        hex: kexInit([
          'curve25519-sha256',
          'ssh-ed25519',
          'aes128-ctr',
          'aes256-ctr',
          'hmac-sha1',
          'hmac-md5',
          'none',
          'zlib',
        ]),
      },
      {
        from: 'server',
        hex: kexInit([
          'curve25519-sha256',
          'ssh-ed25519',
          'aes128-ctr',
          'aes256-ctr',
          'hmac-sha1',
          'hmac-md5',
          'none',
          'zlib',
        ]),
      },
    ],
    facts: [
      { field: 'protocol-version', value: '2.0', from: 'server' },
      { field: 'software', value: 'dropbear_2019.78', from: 'server' },
      { field: 'protocol-version', value: '2.0', from: 'client' },
      { field: 'software', value: 'OpenSSH_9.2p1 Debian-2', from: 'client' },
      { field: 'hassh', value: '7fffb234014b2a6c335168b9683cbb70', from: 'client' },
      { field: 'hassh-server', value: '709a1865aa0b5eff7117fe5302f67981', from: 'server' },
    ],
  },
  {
    name: 'lines before the version line are legal from a server',
    messages: [
      { from: 'client', hex: ascii('SSH-2.0-PuTTY_Release_0.78\r\n') },
      { from: 'server', hex: ascii('Authorised use only\r\nSSH-1.99-Cisco-1.25\n') },
    ],
    facts: [
      { field: 'protocol-version', value: '2.0', from: 'client' },
      { field: 'software', value: 'PuTTY_Release_0.78', from: 'client' },
      { field: 'protocol-version', value: '1.99', from: 'server' },
      { field: 'software', value: 'Cisco-1.25', from: 'server' },
    ],
  },
  {
    name: 'n-ssh-long: a version line of 5,008 octets',
    messages: [{ from: 'server', hex: ascii(`SSH-2.0-${'A'.repeat(5_000)}`) }],
    facts: [],
    anomalies: ['version-line-too-long'],
  },
]);
