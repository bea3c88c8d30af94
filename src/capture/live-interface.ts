/**
 * Captures live from an interface by running the system's capture program and reading its output; see docs/adr/0004.
 * The program is started without a shell, with a fixed environment, and becomes an unprivileged user where it can.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { CaptureDecoder } from '../wire/capture-decoder.ts';
import type { CaptureDamage } from '../wire/capture-decoder-damage.ts';
import type { FrameSink } from '../wire/frame.ts';
import {
  type CaptureTool,
  captureArguments,
  findCaptureTool,
  isInterfaceName,
  parseToolCounts,
  parseToolSummary,
  recogniseToolProblem,
  TOOL_FOLDERS,
  type ToolProblem,
  type ToolSummary,
} from './capture-tool.ts';

/** The end of what the program says is kept: its summary and its last complaint. */
const MESSAGE_OCTETS = 8_192;
/** Time between two questions for the counts of the program. */
const COUNTS_MS = 5_000;
/** Its answer, which is no complaint. */
const COUNTS_LINE =
  /^tcpdump: \d+ packets? captured, (\d+) packets? received by filter, .*dropped by kernel.*\n/gm;
/** Time for the program to end after it was asked to. */
const ENDING_MS = 5_000;
/** Users for tcpdump to become, the first that exists; a distribution makes the first, `nobody` exists everywhere. */
const UNPRIVILEGED_USERS = ['tcpdump', 'nobody'] as const;
/** English messages whatever the system speaks, and nothing else of our environment. */
const TOOL_ENVIRONMENT = { LC_ALL: 'C', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };

export type LiveCaptureProblem = 'interface-name-invalid' | 'no-capture-tool' | 'no-output' | ToolProblem;

/** Thrown when live capture cannot begin, or ends without having been asked to. */
export class LiveCaptureError extends Error {
  override readonly name = 'LiveCaptureError';
  readonly code: LiveCaptureProblem;
  /** Packets that were given to the sink before. */
  readonly packets: number;

  constructor(code: LiveCaptureProblem, message: string, packets = 0, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.packets = packets;
  }
}

export interface LiveCaptureOptions {
  /** Ends the capture in good order: the outcome holds the summary. Without it the capture is endless. */
  readonly signal?: AbortSignal | undefined;
  /** Called when the program runs and has said nothing against the interface. */
  readonly onStarted?: ((tool: CaptureTool) => void) | undefined;
  /** Called now and then with what the program has counted since its start; dumpcap tells it at its end alone. */
  readonly onCounts?: ((counts: ToolSummary) => void) | undefined;
  /** Where to look for the program. */
  readonly toolFolders?: readonly string[] | undefined;
  /** True when the process has the rights of root; found out when absent. */
  readonly asRoot?: boolean | undefined;
}

export interface LiveCaptureOutcome extends ToolSummary {
  readonly interfaceName: string;
  readonly tool: CaptureTool;
  /** Packets given to the sink. */
  readonly packets: number;
  /** Set when the output of the program could not be read on. */
  readonly damagedAt: CaptureDamage | undefined;
  /** True when the signal ended it, false when the program was ended by someone else. */
  readonly stopped: boolean;
}

/** Captures from `interfaceName` into `sink` until the signal is aborted. Throws LiveCaptureError. */
export async function captureInterface(
  interfaceName: string,
  sink: FrameSink,
  options: LiveCaptureOptions = {},
): Promise<LiveCaptureOutcome> {
  if (!isInterfaceName(interfaceName)) {
    const shown = JSON.stringify(interfaceName.slice(0, 80));
    throw new LiveCaptureError('interface-name-invalid', `${shown} is no name of a network interface.`);
  }
  const asRoot = options.asRoot ?? process.getuid?.() === 0;
  const folders = options.toolFolders ?? TOOL_FOLDERS;
  const tool = findCaptureTool(asRoot, folders);
  if (tool === undefined) {
    throw new LiveCaptureError(
      'no-capture-tool',
      `Live capture needs dumpcap or tcpdump, and neither is in ${folders.join(', ')}. Install one of them.`,
    );
  }
  const dropTo = asRoot && tool.name === 'tcpdump' ? unprivilegedUser() : undefined;
  return await new LiveCapture(interfaceName, tool, dropTo, sink, options).run();
}

function unprivilegedUser(): string | undefined {
  let accounts = '';
  try {
    accounts = readFileSync('/etc/passwd', 'utf8');
  } catch {
    // Systems without this file keep their accounts elsewhere; tcpdump then drops to its built-in user.
    return undefined;
  }
  return UNPRIVILEGED_USERS.find((user) => new RegExp(`^${user}:`, 'm').test(accounts));
}

class LiveCapture {
  private readonly interfaceName: string;
  private readonly tool: CaptureTool;
  private readonly dropTo: string | undefined;
  private readonly options: LiveCaptureOptions;
  private readonly decoder: CaptureDecoder;
  private message = '';
  private stopped = false;
  private endingTimer: NodeJS.Timeout | undefined;
  private countsTimer: NodeJS.Timeout | undefined;

  constructor(
    interfaceName: string,
    tool: CaptureTool,
    dropTo: string | undefined,
    sink: FrameSink,
    options: LiveCaptureOptions,
  ) {
    this.interfaceName = interfaceName;
    this.tool = tool;
    this.dropTo = dropTo;
    this.options = options;
    this.decoder = new CaptureDecoder(sink);
  }

  async run(): Promise<LiveCaptureOutcome> {
    const { signal } = this.options;
    const child = spawn(this.tool.path, captureArguments(this.tool.name, this.interfaceName, this.dropTo), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: TOOL_ENVIRONMENT,
      cwd: '/',
    });
    const stop = () => {
      this.stopped = true;
      this.end(child);
    };
    const ended = this.watch(child);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const exit = await ended;
      return this.conclude(exit);
    } finally {
      signal?.removeEventListener('abort', stop);
      clearTimeout(this.endingTimer);
      clearInterval(this.countsTimer);
    }
  }

  /** Asks the program to end and to print its summary; ends it by force if it does not. */
  private end(child: ChildProcess): void {
    if (this.endingTimer !== undefined) return;
    child.kill('SIGINT');
    this.endingTimer = setTimeout(() => child.kill('SIGKILL'), ENDING_MS);
  }

  /** Settles when the program has ended and all of its output was read; with its exit code, or its start error. */
  private watch(child: ChildProcess): Promise<number | null | Error> {
    child.stdout?.on('data', (chunk: Buffer) => {
      const begun = this.decoder.format !== undefined;
      if (!this.decoder.push(chunk)) this.end(child);
      else if (!begun && this.decoder.format !== undefined) this.begin(child);
    });
    child.stderr?.setEncoding('latin1').on('data', (text: string) => {
      this.message = this.withoutCounts((this.message + text).slice(-MESSAGE_OCTETS));
    });
    return new Promise((resolve) => {
      child.once('error', resolve);
      child.once('close', (code) => resolve(code));
    });
  }

  private begin(child: ChildProcess): void {
    const { onStarted, onCounts } = this.options;
    onStarted?.(this.tool);
    // The signal would end a program that does not know it, as dumpcap.
    if (onCounts && this.tool.name === 'tcpdump' && process.platform === 'linux')
      this.countsTimer = setInterval(() => child.kill('SIGUSR1'), COUNTS_MS);
  }

  /** Takes the counts out of what the program says, and tells them. */
  private withoutCounts(message: string): string {
    return message.replace(COUNTS_LINE, (line) => {
      this.options.onCounts?.(parseToolCounts(line));
      return '';
    });
  }

  private conclude(exit: number | null | Error): LiveCaptureOutcome {
    const { decoder, interfaceName, tool, stopped, message } = this;
    const { packets } = decoder;
    if (exit instanceof Error) {
      const problem = 'code' in exit && exit.code === 'EACCES' ? 'not-permitted' : 'tool-failed';
      throw new LiveCaptureError(problem, `${tool.path} could not be started: ${exit.message}.`, 0, exit);
    }
    // Asked to end before it had opened the interface, it may report that as a failure.
    if (!stopped && (exit !== 0 || decoder.format === undefined) && decoder.damagedAt === undefined) {
      const problem = exit === 0 ? 'no-output' : recogniseToolProblem(message);
      throw new LiveCaptureError(problem, this.explain(problem, exit), packets);
    }
    const { damagedAt } = decoder;
    return { interfaceName, tool, packets, damagedAt, stopped, ...parseToolSummary(message) };
  }

  private explain(problem: LiveCaptureProblem, exit: number | null): string {
    const { interfaceName, tool } = this;
    const said = this.complaint();
    switch (problem) {
      case 'no-such-interface':
        return `There is no interface ${interfaceName} (${said}).`;
      case 'not-permitted':
        return `Capturing on ${interfaceName} is not permitted (${said}). Run as root, or let ${tool.path} capture: setcap cap_net_raw,cap_net_admin=eip ${tool.path}`;
      case 'interface-down':
        return `The interface ${interfaceName} is down (${said}).`;
      case 'no-output':
        return `${tool.name} ended without having captured on ${interfaceName} (${said}).`;
      default:
        return `${tool.name} ended with ${exit === null ? 'a signal' : `code ${exit}`} on ${interfaceName} (${said}).`;
    }
  }

  /** The line in which the program says what is wrong: the last one that begins with its name, else the last one. */
  private complaint(): string {
    const lines = this.message.split(/[\r\n]+/).filter((line) => line.trim() !== '');
    const own = lines.findLast((line) => line.startsWith(`${this.tool.name}: `));
    const line = own ?? lines.at(-1) ?? 'it gave no reason';
    return line.replace(/[^ -~]/g, '?').slice(0, 300);
  }
}
