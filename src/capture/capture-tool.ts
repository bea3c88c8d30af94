/**
 * The capture programs that the system offers, how they are called, and what they say on standard error: dumpcap of
 * Wireshark and tcpdump. Pure apart from the search for the program.
 */

import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Where capture programs are installed. The search path is not used: we may run as root. */
export const TOOL_FOLDERS: readonly string[] = [
  '/usr/bin',
  '/usr/sbin',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/bin',
  '/sbin',
  '/opt/homebrew/bin',
];
/** Buffer in the kernel, which holds packets while the process is busy elsewhere: 0.25 s of a full gigabit link. */
const KERNEL_BUFFER_MEBIBYTES = 32;
/** Interface names of Linux have up to 15 characters, those of other systems may be longer. */
const INTERFACE_NAME = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}$/;

export type CaptureToolName = 'dumpcap' | 'tcpdump';

export interface CaptureTool {
  readonly name: CaptureToolName;
  readonly path: string;
}

/** True for a name that can be an interface and cannot be an option or a path. */
export function isInterfaceName(name: string): boolean {
  return INTERFACE_NAME.test(name);
}

/**
 * The capture program to use, or undefined when none is installed. For root tcpdump comes first, since it changes to
 * another user after opening the interface (dumpcap only gives up its capabilities); for others dumpcap, which
 * distributions install with the capability to capture.
 */
export function findCaptureTool(
  asRoot: boolean,
  folders: readonly string[] = TOOL_FOLDERS,
): CaptureTool | undefined {
  const names: readonly CaptureToolName[] = asRoot ? ['tcpdump', 'dumpcap'] : ['dumpcap', 'tcpdump'];
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      if (isExecutable(path)) return { name, path };
    }
  }
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Arguments for an endless capture to standard output in pcap format. `dropTo` is the user for tcpdump to become. */
export function captureArguments(
  tool: CaptureToolName,
  interfaceName: string,
  dropTo: string | undefined,
): readonly string[] {
  if (tool === 'dumpcap')
    return ['-P', '-q', '-i', interfaceName, '-B', String(KERNEL_BUFFER_MEBIBYTES), '-w', '-'];
  const buffer = String(KERNEL_BUFFER_MEBIBYTES * 1_024);
  const dropping = dropTo === undefined ? [] : ['-Z', dropTo];
  return ['-i', interfaceName, '-U', '-w', '-', '-s', '0', '-n', '-B', buffer, ...dropping];
}

/** What a capture program counted, as it says at its end. */
export interface ToolSummary {
  /** Packets that the kernel took from the interface; undefined when not told. */
  readonly received: number | undefined;
  /** Packets lost because nobody fetched them in time; undefined when not told. */
  readonly droppedByKernel: number | undefined;
  /** Packets lost by the interface or its driver; undefined when not told. */
  readonly droppedByInterface: number | undefined;
}

/** Reads the closing lines of either program. */
export function parseToolSummary(text: string): ToolSummary {
  const count = (pattern: RegExp) => {
    const digits = pattern.exec(text)?.[1];
    return digits === undefined ? undefined : Number(digits);
  };
  // dumpcap: Packets received/dropped on interface 'eth0': 12/3 (pcap:2/dumpcap:1/flushed:0/ps_ifdrop:4) (80.0%)
  const dumpcap = /received\/dropped on interface .{1,80}?: (\d+)\/(\d+)/.exec(text);
  if (dumpcap) {
    const ofInterface = count(/ps_ifdrop:(\d+)/);
    return {
      received: Number(dumpcap[1]),
      droppedByKernel: Number(dumpcap[2]),
      droppedByInterface: ofInterface,
    };
  }
  // tcpdump: 12 packets captured / 15 packets received by filter / 3 packets dropped by kernel
  return {
    received: count(/^(\d+) packets? received by filter/m),
    droppedByKernel: count(/^(\d+) packets? dropped by kernel/m),
    droppedByInterface: count(/^(\d+) packets? dropped by interface/m),
  };
}

/** Reads the line with which tcpdump answers when it is asked for its counts. */
export function parseToolCounts(line: string): ToolSummary {
  return parseToolSummary(line.replace(/^tcpdump: /, '').replaceAll(', ', '\n'));
}

export type ToolProblem = 'no-such-interface' | 'not-permitted' | 'interface-down' | 'tool-failed';

const PROBLEMS: readonly (readonly [pattern: RegExp, problem: ToolProblem])[] = [
  [/no such device|there is no device named|doesn't exist|interface disappeared/i, 'no-such-interface'],
  [/permission|not permitted|must be root/i, 'not-permitted'],
  [/not up|network is down|no longer (?:running|attached)/i, 'interface-down'],
];

/** What went wrong, by the words of either program. */
export function recogniseToolProblem(text: string): ToolProblem {
  return PROBLEMS.find(([pattern]) => pattern.test(text))?.[1] ?? 'tool-failed';
}
