import { describe, expect, it } from 'vitest';
import type { FactSink } from '../dissector.ts';
import { readHtmlIdentity } from './decode-html.ts';
import { IdentityPairs } from './identity-pairs.ts';
import { PROSE_FIELD_LIMIT, PROSE_LABEL_LIMIT, readProseIdentity } from './prose-identity.ts';

/** Facts that `read` states, as `field=value`. */
function stated(read: (out: FactSink) => void): string[] {
  const facts: string[] = [];
  read({ fact: (field, value) => facts.push(`${field}=${value}`), anomaly() {}, serverIs() {} });
  return facts;
}

describe('prose', () => {
  const prose = (text: string) => {
    const pairs = new IdentityPairs();
    readProseIdentity(text, pairs);
    return stated((out) => pairs.emit(out));
  };

  it.each([
    [
      'SpaceStation, serial number SC-310412, software 012U000061',
      ['body-serial-number=SC-310412', 'body-software-version=012U000061'],
    ],
    [
      'Model name NPort 5150A, Serial No. TAGBB1012345, Firmware version 1.5',
      ['body-model=NPort 5150A', 'body-serial-number=TAGBB1012345', 'body-firmware-version=1.5'],
    ],
    ['SW 2.1 S/N 123', ['body-software-version=2.1', 'body-serial-number=123']],
    [
      'CE software 15.10.00.010 serial 217003345.',
      ['body-software-version=15.10.00.010', 'body-serial=217003345'],
    ],
    [
      'Model No. X 3 FW v1.0, hardware B2;',
      ['body-model=X 3', 'body-firmware-version=v1.0', 'body-hardware-version=B2'],
    ],
    ['Firmware V2.6 is newer than firmware V2.5', []],
    ['Model name Evita', ['body-model=Evita']],
    ['MAC 00:1b:67:60:00:20 S/N 123', ['body-serial-number=123']],
    ['Model SpaceStation', []],
    ['Select model to configure 2 pumps', []],
    ['Copyright Software 2024 Acme', []],
    ['Install the software before you go', []],
    ['No firmware in this model', []],
    ['serial number unknown', []],
    ['serial number 0000', []],
    ['serial number', []],
    ['dataserial 123456', []],
    ['serially 123456', []],
  ])('%s', (text, expected) => {
    expect(prose(text)).toEqual(expected);
  });

  it('looks at PROSE_LABEL_LIMIT labels of a text', () => {
    const behind = (labels: number) => prose(`${'software x '.repeat(labels)}S/N 123`);
    expect(behind(PROSE_LABEL_LIMIT - 1)).toEqual(['body-serial-number=123']);
    expect(behind(PROSE_LABEL_LIMIT)).toEqual([]);
  });

  it('takes PROSE_FIELD_LIMIT fields and yields to labelled values', () => {
    const text =
      'Model name A1, serial number S123, software 1.1, firmware version 2.2, hardware 3.3, serial S9, firmware 4.4';
    expect(prose(text).length).toBe(PROSE_FIELD_LIMIT);
    expect(
      stated((out) => {
        const pairs = new IdentityPairs();
        const weaker = new IdentityPairs();
        readHtmlIdentity('<b>Serial number: SN1</b><p>serial number SN2, software 4.5</p>', pairs, weaker);
        pairs.emit(out);
        weaker.emit(out, pairs);
      }),
    ).toEqual(['body-serial-number=SN1', 'body-software-version=4.5']);
  });
});
