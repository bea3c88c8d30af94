/**
 * The text of a Telnet session: banner, prompts, login outcome. The server's lines come whole; its unfinished line is
 * judged as a prompt only when the client types or the stream ends, so that it does not matter how the octets were cut.
 */

import { type FactSink, RECEIVER, SENDER, type Subject } from '../dissector.ts';

/** Characters of server text that may belong to the banner. */
export const BANNER_TEXT_LIMIT = 1_024;
/** Lines of the banner that are stated. */
export const BANNER_LINE_LIMIT = 16;
/** Characters at the end of a line in which a prompt is looked for. */
const PROMPT_LIMIT = 128;

/** A prompt for a user or a password; what follows it on the line is typed. */
const USER_PROMPT = /(?:login|user ?name|user|account|user ?id)\s*[:>]/i;
const PASSWORD_PROMPT = /(?:password|passwd|passcode|pin)(?: for [^:]{1,64})?\s*[:>]/i;
/** White space alone may stand between a prompt and what the server waits for. */
const WAITS = /[:>]\s*$/;
const REJECTION = /incorrect|invalid|denied|failed|failure|bad (?:password|login)|wrong/i;
/** A prompt of a shell or the last login show that the password was right. */
const ACCEPTANCE = /last login|[#$>%]\s*$/i;

/** Host name before a prompt: one word that is not part of the prompt itself. */
const PROMPT_HOST = /^([A-Za-z0-9][A-Za-z0-9._-]{1,62}) login\s*:/;
const PROMPT_WORDS = new Set([
  'telnet',
  'user',
  'please',
  'the',
  'system',
  'web',
  'login',
  'your',
  'enter',
  'ssh',
]);

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escapes start with ESC (ECMA-48)
const TERMINAL_ESCAPES = /\u001b(?:\[[0-9;?]{0,16}[A-Za-z]|[()][A-Z0-9]|[=>78cDEHM])/g;

export class TelnetSession {
  private phase: 'banner' | 'user' | 'password' | 'typed' = 'banner';
  private lines: string[] = [];
  private bannerText = 0;
  /** What the server had shown on its line when the password was typed; it is no answer to it. */
  private shown = '';
  /** Nothing more is to be learnt. */
  done = false;

  /** Takes a whole line of the server. */
  serverLine(text: string, out: FactSink): void {
    if (this.phase === 'typed') {
      this.readOutcome(readable(this.answer(text)), SENDER, out);
      this.shown = '';
    }
    if (this.phase !== 'banner') return;
    this.bannerText += text.length;
    const line = readable(text);
    if (this.bannerText > BANNER_TEXT_LIMIT) this.done = true;
    // A prompt that ends as a line was answered: behind it stands what the client typed, whether that was seen or not.
    else if (USER_PROMPT.test(line) || PASSWORD_PROMPT.test(line)) this.readPrompt(line, SENDER, out);
    else this.lines.push(line);
  }

  /** The server, which is `about`, waits behind `text`, its unfinished line. */
  serverWaits(text: string, about: Subject, out: FactSink): void {
    const line = readable(this.answer(text).slice(-PROMPT_LIMIT));
    if (this.phase === 'typed') this.readOutcome(line, about, out);
    if (WAITS.test(line)) this.readPrompt(line, about, out);
  }

  private answer(text: string): string {
    return this.phase === 'typed' && text.startsWith(this.shown) ? text.slice(this.shown.length) : text;
  }

  private readPrompt(line: string, about: Subject, out: FactSink): void {
    if (PASSWORD_PROMPT.test(line)) {
      this.stateBanner(about, out);
      if (this.phase !== 'typed') this.phase = 'password';
    } else if (USER_PROMPT.test(line)) {
      if (this.phase === 'banner') {
        this.stateBanner(about, out);
        const host = PROMPT_HOST.exec(line)?.[1];
        if (host && !PROMPT_WORDS.has(host.toLowerCase())) out.fact('prompt-host', host, about);
      }
      this.phase = 'user';
    }
  }

  /** The client typed `run` while the server waited: only that it did matters. */
  clientTyped(run: string, waiting: string, out: FactSink): void {
    this.serverWaits(waiting, RECEIVER, out);
    if (!/[!-~]/.test(run)) return;
    if (this.phase === 'password') {
      out.fact('clear-text-credential', 'password');
      this.phase = 'typed';
      this.shown = waiting;
    } else if (this.phase === 'banner') this.done = true; // The server may echo it from here on.
  }

  private stateBanner(about: Subject, out: FactSink): void {
    if (this.phase !== 'banner') return;
    const lines = this.lines.filter((line) => /[\p{L}\p{N}]{2}/u.test(line));
    for (const line of lines.slice(0, BANNER_LINE_LIMIT)) out.fact('banner', line, about);
    this.lines = [];
  }

  private readOutcome(line: string, about: Subject, out: FactSink): void {
    // A new prompt for the user without a word of refusal is one all the same; "Last login:" is none.
    const isRefusal = REJECTION.test(line) || (USER_PROMPT.test(line) && !ACCEPTANCE.test(line));
    if (isRefusal) {
      out.fact('login-outcome', 'rejected', about);
      this.phase = 'user';
    } else if (ACCEPTANCE.test(line)) {
      out.fact('login-outcome', 'accepted', about);
      this.done = true;
    }
  }
}

/** The line as people read it: without terminal escapes and NUL, decoded from UTF-8 when it is UTF-8. */
function readable(line: string): string {
  const plain = line
    .replace(TERMINAL_ESCAPES, '')
    .replaceAll('\0', '')
    .replace(/[\r\n]+/g, '');
  if (!/[\x80-\xff]/.test(plain)) return plain.trimStart();
  const text = Buffer.from(plain, 'latin1').toString('utf8');
  return (text.includes('\ufffd') ? plain : text).trimStart();
}
