/**
 * Scopes of WS-Discovery targets: SDC location, device type and key purpose (IEEE 11073-20701) and ONVIF scopes (ONVIF
 * Core 7.3.3). Operator, ensemble, workflow and means contexts of SDC may name people and are not read.
 *
 *   sdc.ctxt.loc:/<root>/<fac>%2F<bldng>%2F<flr>%2F<poc>%2F<rm>%2F<bed>?fac=&bldng=&flr=&poc=&rm=&bed=
 *   sdc.cdc.type:/<coding system>/<version>/<code>      sdc.mds.pkp:<object identifier>
 *   onvif://www.onvif.org/<category>/<value>             <key>:<value>, as some makers name model and serial number
 */

import type { FactSink, Subject } from '../dissector.ts';
import { deviceMac } from '../encodings/mac-in-text.ts';
import { type OnvifScope, parseOnvifScope, unescapedPercent } from '../encodings/onvif-scope.ts';

/** Scopes of one target that are read. */
export const SCOPE_LIMIT = 64;

/** Parts of a location in the order of IEEE 11073-20701, as they are named in the query. */
const LOCATION_PARTS = ['fac', 'bldng', 'flr', 'poc', 'rm', 'bed'] as const;
/** Key purpose of a service provider (IEEE 11073-20701). */
const KEY_PURPOSE_PROVIDER = '1.2.840.10004.20701.1.1';
const ONVIF_FIELDS = new Map([
  ['hardware', 'scopes-hardware'],
  ['name', 'scopes-name'],
  ['location', 'scopes-location'],
  ['type', 'scopes-type'],
  ['profile', 'scopes-profile'],
]);

/** Scopes of makers’ own that name the device itself, by key. */
const OWN_FIELDS = new Map([
  ['manufacturer', 'scopes-manufacturer'],
  ['model', 'scopes-model'],
  ['sn', 'scopes-serial-number'],
  ['serial', 'scopes-serial-number'],
  ['fw', 'scopes-firmware-version'],
  ['firmware', 'scopes-firmware-version'],
]);

/** States what a white-space separated list of scopes says about `subject`. */
export function stateScopes(list: string, subject: Subject, out: FactSink): void {
  const scopes = list.split(/\s+/, SCOPE_LIMIT);
  for (const scope of scopes) {
    if (scope.startsWith('sdc.ctxt.loc:')) out.fact('scopes-location', sdcLocation(scope), subject);
    else if (scope.startsWith('sdc.cdc.type:/')) out.fact('device-type-code', codeOf(scope), subject);
    else if (scope.startsWith('sdc.mds.pkp:')) out.fact('key-purpose', keyPurpose(scope), subject);
    else {
      const onvif = parseOnvifScope(scope);
      if (onvif) stateOnvif(onvif, subject, out);
      else stateOwn(scope, subject, out);
    }
  }
}

/** The non-empty parts of the query: `fac=HOSP1 poc=ICU2 bed=Bed7`. */
function sdcLocation(scope: string): string {
  const question = scope.indexOf('?');
  if (question < 0) return '';
  const values = new Map<string, string>();
  for (const part of scope.slice(question + 1).split('&', 16)) {
    const equals = part.indexOf('=');
    if (equals > 0) values.set(part.slice(0, equals), unescapedPercent(part.slice(equals + 1)));
  }
  return LOCATION_PARTS.filter((part) => values.get(part))
    .map((part) => `${part}=${values.get(part)}`)
    .join(' ');
}

/** The code alone for the MDC nomenclature, which has neither system nor version; all three otherwise. */
function codeOf(scope: string): string {
  const parts = scope.slice('sdc.cdc.type:/'.length).split('/', 4);
  const [system, version, code] = parts.map(unescapedPercent);
  if (!code) return '';
  return system || version ? `${system}/${version}/${code}` : code;
}

function keyPurpose(scope: string): string {
  const identifier = scope.slice('sdc.mds.pkp:'.length);
  if (identifier === KEY_PURPOSE_PROVIDER) return 'provider';
  return /^[0-9.]{3,64}$/.test(identifier) ? identifier : '';
}

function stateOnvif({ category, value }: OnvifScope, subject: Subject, out: FactSink): void {
  const field = ONVIF_FIELDS.get(category) ?? OWN_FIELDS.get(category);
  if (field) out.fact(field, value, subject);
  else if (category === 'mac' || category === 'macaddr') out.fact('scopes-mac', deviceMac(value), subject);
}

function stateOwn(scope: string, subject: Subject, out: FactSink): void {
  const colon = scope.indexOf(':');
  const field = colon < 0 ? undefined : OWN_FIELDS.get(scope.slice(0, colon).toLowerCase());
  if (field) out.fact(field, unescapedPercent(scope.slice(colon + 1)), subject);
}
