import { expect, it } from 'vitest';
import { remoteSupportOf, remoteSupportOfCertificate } from './remote-support.ts';

it.each([
  ['relay-3185a847.net.anydesk.com', 'AnyDesk'],
  ['boot.net.anydesk.com', 'AnyDesk'],
  ['anydesk.com', ''],
  ['www.anydesk.com', ''],
  ['router14.teamviewer.com', 'TeamViewer'],
  ['MASTER3.TeamViewer.com', 'TeamViewer'],
  ['www.teamviewer.com', ''],
  ['server1.dyngate.com', 'TeamViewer'],
  ['instance-abc-relay.screenconnect.com', 'ConnectWise ScreenConnect'],
  ['st2-v3-dc.api.splashtop.com', 'Splashtop'],
  ['hosp.beyondtrustcloud.com', 'BeyondTrust'],
  ['notanydesk.com', ''],
  ['net.anydesk.com.hosp.lan', ''],
  ['pacs', ''],
  ['', ''],
])('of the host %s is "%s"', (host, program) => {
  expect(remoteSupportOf(host)).toBe(program);
});

it('knows certificates that AnyDesk makes for itself', () => {
  expect(['AnyDesk Client', 'AnyNet Relay', 'anydesk.com'].map(remoteSupportOfCertificate)).toEqual([
    'AnyDesk',
    'AnyDesk',
    '',
  ]);
});
