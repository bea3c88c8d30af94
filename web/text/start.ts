/** First steps: from an empty server to the own devices. */

import { pagesText } from './pages.ts';
import { plural } from './plural.ts';

export const startText = {
  title: pagesText.start,
  lead: 'Every step can be left out and come back to. What is done is told by what is there.',
  steps: 'Steps',
  done: 'Done',
  open: 'Not yet',
  unknown: 'Not known',
  next: 'Next step',
  skip: 'Leave it out for now',
  finish: 'Go to the overview',
  needs: (right: string) =>
    `This needs the right "${right}". An administrator of your hospital can do it, or give you the right.`,
  appearing: 'What is there',
  counts: {
    devices: 'Devices',
    sites: 'Sites',
    zones: 'Networks',
    sensors: 'Sensors',
    vulnerabilities: 'Vulnerabilities',
    noFeeds: 'No list yet',
    people: 'People',
  },
  hospital: {
    title: 'Hospital and networks',
    what: 'What is it called, where are its sites, and which networks does it have?',
    state: (sites: number, zones: number) =>
      `${plural(sites, 'site', 'sites')}, ${plural(zones, 'network', 'networks')}`,
    add: 'Add a site',
    help: 'A site is a building or a campus. Give it network zones with their subnets: devices then show where they are. Without them everything works, and places are unknown.',
  },
  traffic: {
    title: 'Traffic',
    what: 'Load a capture file, or let a sensor listen at a mirror port.',
    state: (devices: string) => `${devices} devices so far`,
    waiting:
      'Waiting for the first packets. Devices appear here as soon as a file is read or a sensor delivers.',
    capture: 'A capture file',
    sensor: 'A sensor',
    sensorHelp:
      'It reads the mirror port of a switch and sends facts about devices, never packets. You get the exact command with a token that counts once.',
    addSensor: 'Add a sensor',
    sensors: (live: number, all: number) => `${live} of ${plural(all, 'sensor', 'sensors')} live`,
    look: 'Look at the devices',
  },
  feeds: {
    title: 'Vulnerability data',
    what: 'From the internet, or by a signed bundle where there is none.',
    none: 'You can see devices, but no known vulnerabilities. Wardlight will say unknown, not zero.',
    there: (records: string) => `${records} vulnerabilities are known here`,
    allowed: 'The server may fetch the feeds. The first time takes a while.',
    online: 'Fetch them from the internet',
    onlineHelp: 'KEV, EPSS and NVD, once a day. Nothing of your hospital is sent.',
    allow: 'Allow fetching',
    allowedDone: 'The server may fetch feeds now.',
    bundle: 'Load a bundle',
    bundleHelp:
      'A file that somebody signed with a key that this server trusts: what it would change is shown first.',
    openFeeds: 'Open feeds',
  },
  people: {
    title: 'People',
    what: 'Who else looks after devices: biomedical engineers, security, the network.',
    state: (people: number, invited: number) =>
      `${plural(people, 'person', 'people')}, ${plural(invited, 'open invitation', 'open invitations')}`,
    alone: 'You are the only one so far.',
    invite: 'Invite somebody',
    roles:
      'Each person gets a role, for the whole hospital or for a ward, and sees why they may do something.',
  },
  demonstration: {
    title: 'Demonstration hospital',
    what: 'About 170 invented devices with three days of traffic, weaknesses and contradictions: everything that Wardlight shows, without anything of yours. It is an organisation of its own, is marked on every page, and goes with one click.',
    load: 'Try the demonstration hospital',
    loading: (read: number, files: number, devices: number) =>
      `${plural(devices, 'device', 'devices')} so far, ${read} of ${plural(files, 'file', 'files')} read. It takes about a minute.`,
    begins: 'It is being prepared.',
    ready: (devices: number) => `It is there, with ${plural(devices, 'device', 'devices')}.`,
    failed: 'It could not be loaded.',
    look: 'Look at it',
    remove: 'Remove it',
    removed: 'The demonstration hospital is removed, with everything in it.',
    here: 'You are in the demonstration hospital now. Choose your own hospital for these steps.',
  },
} as const;
