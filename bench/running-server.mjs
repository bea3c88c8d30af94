/** A real server with a data folder of its own, and somebody with a second factor who asks it over HTTP. */

import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PASSWORD = 'correct horse battery';
const ACCOUNT = { email: 'load@hospital.example', password: PASSWORD };

export class RunningServer {
  /** `kept` names a data folder that is there the next time too; without it one is made, and removed at the end. */
  static async start(kept) {
    const data = kept ?? fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-load-'));
    fs.mkdirSync(data, { recursive: true });
    fs.chmodSync(data, 0o711);
    const running = new RunningServer(data, await freePort(), kept === undefined);
    try {
      await running.signIn(await running.listening());
    } catch (error) {
      await running.end();
      throw error;
    }
    return running;
  }

  constructor(data, port, isThrownAway) {
    this.data = data;
    this.origin = `http://127.0.0.1:${port}`;
    this.environment = { ...process.env, WARDLIGHT_DATA: data, WARDLIGHT_PORT: String(port) };
    this.isThrownAway = isThrownAway;
    this.cookies = new Map();
    this.child = spawn(process.execPath, [path.join(ROOT, 'bin/wardlight.js'), 'serve'], {
      env: this.environment,
    });
  }

  get pid() {
    return this.child.pid;
  }

  /** Ends the server, and takes away what it had when nobody keeps it. */
  async end() {
    if (this.child.exitCode === null) {
      this.child.kill('SIGTERM');
      await new Promise((resolve) => this.child.once('exit', resolve));
    }
    if (this.isThrownAway) fs.rmSync(this.data, { recursive: true, force: true });
  }

  /** Status and text of an answer. */
  async send(method, where, body, type = 'application/json') {
    const response = await fetch(`${this.origin}${where}`, {
      method,
      headers: {
        origin: this.origin,
        // Seeding takes longer than the server keeps a silent connection.
        connection: 'close',
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body && { 'content-type': type }),
      },
      ...(body && { body: type === 'application/json' ? JSON.stringify(body) : body }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name) this.cookies.set(name, value);
    }
    return { status: response.status, text: await response.text() };
  }

  /** The JSON of an answer. Throws when it is refused. */
  async ask(method, where, body, type) {
    const { status, text } = await this.send(method, where, body, type);
    if (status >= 300) throw new Error(`${method} ${where}: ${status} ${text}`);
    return text.startsWith('{') ? JSON.parse(text) : undefined;
  }

  /** The set-up token, when nobody has an account. */
  listening() {
    return new Promise((resolve, reject) => {
      let said = '';
      const listen = (chunk) => {
        said += chunk;
        if (said.includes('listens on'))
          setTimeout(() => resolve(/within a day.*\n {2}\S*?#(\S+)/.exec(said)?.[1]), 200);
      };
      this.child.stdout.on('data', listen);
      this.child.stderr.on('data', listen);
      this.child.once('exit', () => reject(new Error(said)));
    });
  }

  async signIn(token) {
    const secretFile = path.join(this.data, 'load-code-uri');
    if (token) {
      await this.ask('POST', '/api/setup', { ...ACCOUNT, token, organisation: 'Load', name: 'Load' });
      await this.ask('POST', '/api/auth/sign-in/email', ACCOUNT);
      const { totpURI } = await this.ask('POST', '/api/auth/two-factor/enable', { password: PASSWORD });
      fs.writeFileSync(secretFile, totpURI, { mode: 0o600 });
      await this.ask('POST', '/api/auth/two-factor/verify-totp', { code: codeOf(totpURI, -1) });
    } else {
      await this.ask('POST', '/api/auth/sign-in/email', ACCOUNT);
      await this.ask('POST', '/api/auth/two-factor/verify-totp', {
        code: codeOf(fs.readFileSync(secretFile, 'utf8'), 0),
      });
    }
  }
}

async function freePort() {
  const probe = net.createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port: free } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

/** RFC 6238 with SHA-1, six digits, 30 seconds. */
function codeOf(uri, step) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...(new URL(uri).searchParams.get('secret') ?? '')]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
  const hash = createHmac('sha1', key).update(counter).digest();
  const value = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(value % 1_000_000).padStart(6, '0');
}
