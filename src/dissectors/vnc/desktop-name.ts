/**
 * The host in a desktop name. Servers make the name of host and display or address, some of the user's name too, and
 * people may type anything: only the forms in which a program puts a host name are read, and only the host of them.
 *
 *   ct01:0   ct01:1 (user)   CT01 ( 10.0.0.5, 192.0.2.5 )   CT01 (10.0.0.5) - application mode   ct01.hosp.lan:0
 */

const HOST =
  /^([A-Za-z0-9](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9])?)(?::\d{1,5}(?:\.\d)?(?: \(.*\))?$| ?[([] ?(?:\d{1,3}\.){3}\d{1,3}\b)/;

/** The host name in `name`; empty when it has none of the known forms, for then it may name a person. */
export function hostOfDesktopName(name: string): string {
  return HOST.exec(name)?.[1] ?? '';
}
