/**
 * Programs for remote support, by the names of the servers through which their sessions go. A session over such a server
 * is a way into the device that no firewall shows; looking at a maker's website is not, so those names are left out.
 */

/** Registered domains that only the program uses, with the name of the program. */
const BY_DOMAIN: ReadonlyMap<string, string> = new Map([
  ['ammyy.com', 'Ammyy Admin'],
  ['beyondtrustcloud.com', 'BeyondTrust'],
  ['bomgarcloud.com', 'BeyondTrust'],
  ['dyngate.com', 'TeamViewer'],
  ['dwservice.net', 'DWService'],
  ['fleetdeck.io', 'FleetDeck'],
  ['islonline.net', 'ISL Online'],
  ['logmeinrescue.com', 'LogMeIn Rescue'],
  ['screenconnect.com', 'ConnectWise ScreenConnect'],
  ['supremocontrol.com', 'Supremo'],
]);

/** First label of servers of a domain that people visit too. */
const BY_HOST: readonly (readonly [domain: string, host: RegExp, program: string])[] = [
  ['anydesk.com', /(?:^|\.)net$/, 'AnyDesk'],
  ['teamviewer.com', /^(?:router|master|ping|client|relay)\d*(?:\.|$)/, 'TeamViewer'],
  ['logmein.com', /^(?:control|relay|turn|secure)[\w-]*(?:\.|$)/, 'LogMeIn'],
  ['splashtop.com', /(?:^|\.)(?:api|relay)$/, 'Splashtop'],
  ['rustdesk.com', /^(?:rs|id|relay|admin)[\w-]*$/, 'RustDesk'],
  ['remotepc.com', /^(?:broker|relay|desktop)[\w-]*(?:\.|$)/, 'RemotePC'],
];

/** Common names of certificates that a program makes for itself (AnyDesk between two devices). */
const BY_COMMON_NAME: ReadonlyMap<string, string> = new Map([
  ['AnyDesk Client', 'AnyDesk'],
  ['AnyNet Relay', 'AnyDesk'],
]);

/** The remote support program whose sessions go over the host of this name; empty for all others. */
export function remoteSupportOf(hostName: string): string {
  const lower = hostName.toLowerCase();
  const last = lower.lastIndexOf('.');
  const domainAt = lower.lastIndexOf('.', last - 1) + 1;
  const domain = lower.slice(domainAt);
  const known = BY_DOMAIN.get(domain);
  if (known !== undefined) return known;
  for (const [of, host, program] of BY_HOST)
    if (of === domain && host.test(lower.slice(0, Math.max(0, domainAt - 1)))) return program;
  return '';
}

/** The remote support program that makes certificates of this common name; empty for all others. */
export function remoteSupportOfCertificate(commonName: string): string {
  return BY_COMMON_NAME.get(commonName) ?? '';
}
