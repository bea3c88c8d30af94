/**
 * Name of a device with a serial interface behind a terminal server: where one finds it, for the serial protocols
 * themselves carry no address.
 */

import { aboutNamed, type FlowContext, type Subject } from '../dissector.ts';

/**
 * The device that speaks `protocol` behind the sender: `medibus:192.0.2.2:4001`; without the port when the terminal
 * server connects itself and takes any.
 */
export function aboutSerialDevice(
  protocol: string,
  flow: Pick<FlowContext<unknown>, 'direction' | 'sourceIp' | 'sourcePort' | 'destinationPort'>,
): Subject {
  const serves = flow.direction === 1 || flow.sourcePort < flow.destinationPort;
  return aboutNamed(`${protocol}:${serves ? `${flow.sourceIp}:${flow.sourcePort}` : flow.sourceIp}`);
}
