import { expect, it } from 'vitest';
import { IDENTITY_LIMIT, machineName } from './machine-identity.ts';

it.each([
  ['host/ct01.hosp.lan', 'ct01.hosp.lan'],
  ['host/CT01', 'CT01'],
  ['host/ct01.hosp.lan@HOSP.LAN', 'ct01.hosp.lan'],
  ['HOSP\\CT01$', 'CT01'],
  ['CT01$@HOSP.LAN', 'CT01'],
  ['CT01$', 'CT01'],
  ['jane.doe', ''],
  ['HOSP\\jane.doe', ''],
  ['jane.doe@hosp.lan', ''],
  ['host/', ''],
  ['host/jane doe', ''],
  ['jane/admin', ''],
  ['http/ct01.hosp.lan', ''],
  ['$', ''],
  ['', ''],
  [`host/${'a'.repeat(IDENTITY_LIMIT)}`, ''],
  [`CT01$@${'a'.repeat(IDENTITY_LIMIT)}`, ''],
])('of %s is %s', (identity, name) => {
  expect(machineName(identity)).toBe(name);
});
