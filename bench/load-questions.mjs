/** What people ask of a large house: a title and a URL, or a function that makes one of a device and a round. */

const devices = (rest) => `/api/devices?${rest}`;

export const QUESTIONS = [
  ['who am I (nothing of devices)', '/api/me'],
  ['list, seen last', '/api/devices'],
  ['list, second page', ({ next }) => devices(`cursor=${next}`)],
  ['category and system, by criticality', devices('query=category:infusion-pump os:linux&sort=-criticality')],
  ['week, vendor known, by vendor', devices('query=seen<7d -vendor:unknown&sort=vendor')],
  ['Windows with telnet, by host name', devices('query=os:windows port:23&sort=hostname')],
  ['not identified, seen last', devices('query=category:unknown')],
  ['text, by model', devices('query=philips&sort=model')],
  ['two letters of text', devices('query=mx')],
  ['network, by address', devices('query=address:10.16.0.0/20&sort=address')],
  ['MAC prefix, by address', devices('query=mac:00:13:fb&sort=-address')],
  ['site and unit, by host name', devices('query=site:"campus 2" unit:"ward 3"&sort=hostname')],
  ['model and version, by software', devices('query=model:alaris software:1.2&sort=-software')],
  ['criticality, not web, by peers', devices('query=criticality>=4 -port:80,443&sort=-peers')],
  ['all, by firmware', devices('sort=firmware')],
  ['all, by owner', devices('sort=-owner')],
  ['all, by site', devices('sort=site')],
  ['serial numbers pasted', devices('query=serial="PH0000023","SI0000005","BD0000041"')],
  ['device page', ({ ids }, round) => `/api/devices/${ids[round % ids.length]}`],
  ['facets of all', '/api/devices/facets?facets=category,vendor,os'],
  ['facets of a filter', '/api/devices/facets?query=os:windows&facets=category,vendor,site'],
];

/** Like those above, and no index was made for them. */
export const OTHER_QUESTIONS = [
  ['all, by unit', devices('sort=-unit')],
  ['all, by octets', devices('sort=-octets')],
  ['VLANs, by unit', devices('query=vlan:20-30&sort=unit')],
  ['two letters of a vendor, by room', devices('query=vendor:ge&sort=room')],
  ['two letters, common, by model', devices('query=er&sort=model')],
  ['one letter, by confidence', devices('query=x&sort=confidence')],
  ['not Windows, not HP, by function', devices('query=-os:windows -vendor:hp&sort=function')],
  ['few are left of what is not, by zone', devices('query=-port:80,443,445 -protocol:dns&sort=zone')],
  ['part of a firmware, by seen as', devices('query=firmware:4.1&sort=seen-as')],
  ['no room known, much traffic, by packets', devices('query=room:unknown octets>900000000&sort=packets')],
];

/** Of findings, alerts and conversations; asked where these were seeded. */
export const HOUSE_QUESTIONS = [
  ['vulnerabilities, by rank', '/api/vulnerabilities'],
  ['vulnerabilities, by devices', '/api/vulnerabilities?sort=devices'],
  ['vulnerabilities of a text, by EPSS', '/api/vulnerabilities?text=2020-1&sort=epss'],
  [
    'am I affected by a vulnerability',
    ({ cves }, round) => `/api/affected?query=${cves[round % cves.length]}`,
  ],
  ['am I affected by a product', (_, round) => `/api/affected?query=model ${1 + round * 13}`],
  ['findings of a device', ({ ids }, round) => `/api/devices/${ids[round % ids.length]}/findings`],
  ['alerts, latest', '/api/alerts'],
  ['alerts that are open, by severity', '/api/alerts?state=open&sort=-severity'],
  ['alerts with a text, most often', '/api/alerts?text=ward 3&sort=-count'],
  ['conversations, a day', '/api/conversations'],
  [
    'conversations of a device, a day',
    ({ ids }, round) => `/api/conversations?device=${ids[round % ids.length]}`,
  ],
  ['conversations of a port, a day', '/api/conversations?port=104'],
  ['peers of a device, a day', ({ ids }, round) => `/api/devices/${ids[round % ids.length]}/peers`],
];
