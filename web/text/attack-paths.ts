/** How an attacker would come to a device, and what is best closed first. */

import { plural } from './plural.ts';

const devices = (count: number) => plural(count, 'device', 'devices');

export const attackPathsText = {
  title: 'How an attacker would come here',
  note: 'over conversations that were seen',
  reach: (share: string) => `${share} within a year`,
  reachHelp:
    'How likely an attacker gets to it, over the ways below together. It is a weight to compare by, not a forecast.',
  position: {
    internet: 'Somebody on the internet',
    workstation: 'A workstation that was taken over',
    guest: 'Somebody in the guest network',
    'vendor-remote': 'Remote access of a maker',
    'on-site': 'Somebody in the house',
  },
  begins: 'An attack may begin on this device itself.',
  likely: (share: string) => `likelihood ${share}`,
  by: 'by',
  over: (service: string) => `over ${service.toUpperCase().replace('/', ' ')}`,
  noWeakness: 'no weakness known there',
  way: (at: number) => `Way ${at}`,
  onMap: 'Show on the map',
  none: 'No way was seen from where attacks begin.',
  noneHelp: 'This is what was seen, not what the network allows: a way may be open and unused.',
  notWalked: 'Not looked at yet.',
  notWalkedHelp: 'The house is large and the time for it was over before this device.',
  standing: {
    'no-conversations': 'Nothing is known of ways here: no conversation between devices was seen.',
    'no-starts': 'Nothing is known of ways here: nothing from which attacks begin was seen.',
    waiting: 'Being looked for. This takes a moment after changes.',
  } as Readonly<Record<string, string>>,
  standingHelp: {
    'no-conversations': 'Captures, sensors or imported flows tell who talks with whom.',
    'no-starts':
      'Attacks begin on workstations and on the internet; no workstation was recognised, and nobody from outside was seen.',
    waiting: '',
  } as Readonly<Record<string, string>>,
  dropped: 'More was seen than is looked at: there may be further ways.',
  computed: 'looked for',
  close: {
    title: 'Close these first',
    note: 'what takes most risk off the ways that were seen',
    service: (service: string) => `Close ${service.toUpperCase().replace('/', ' ')} of`,
    device: 'Cut off what is begun by',
    share: (share: string) => `takes ${share} off the risk along ways that were seen`,
    users: (count: number) => `${devices(count)} use it: ask before you close it.`,
    speaksTo: (count: number) => `It speaks with ${devices(count)}: ask before you cut it off.`,
    protects: (count: number) => `Protects ${devices(count)}`,
    fromTo: (before: string, after: string) => `${before} to ${after}`,
    more: (count: number) => `and ${devices(count)} more`,
    none: 'Nothing to close was found.',
    noneHelp:
      'No single service or device, if closed, makes a device with known weaknesses harder to reach than its place in the network already says.',
    notWalked: (count: number) => `${devices(count)} could not be looked at in the time there is.`,
    rest: (count: number) => `in ${count.toLocaleString('en')} ways between devices`,
    order: 'Each counts with those above it closed.',
  },
  mapLink: 'How an attacker would come here',
} as const;
