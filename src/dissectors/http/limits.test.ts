import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { readStartLine } from '../encodings/http-header.ts';
import { readChallenges, schemeOf, TOKEN_LIMIT } from './challenge.ts';
import { CHUNK_LINE_LIMIT, joinChunks, TRAILER_LINE_LIMIT, walkChunks } from './chunks.ts';
import { CHALLENGE_LIMIT, COOKIE_LIMIT, collectRequest, collectResponse } from './decode-head.ts';
import { readHtmlIdentity, readHtmlTitle, TEXT_RUN_LIMIT, TITLE_LIMIT } from './decode-html.ts';
import { JSON_DEPTH_LIMIT, readJsonIdentity } from './decode-json.ts';
import {
  DOCUMENT_ELEMENT_LIMIT,
  decodeXmlBody,
  ELEMENT_VALUE_LIMIT,
  GENERIC_DEPTH_LIMIT,
} from './decode-xml-body.ts';
import {
  IDENTITY_LABEL_LIMIT,
  IDENTITY_VALUE_LIMIT,
  IdentityPairs,
  isIdentityLabel,
} from './identity-pairs.ts';
import {
  contentKind,
  contentLength,
  FORM_LIMIT,
  noBodyHeaders,
  requestBodyKind,
  SOAP_REQUEST_LIMIT,
} from './message-body.ts';

const over = (text: string) => OctetReader.over(Buffer.from(text, 'latin1'));

/** Facts that `read` states, as `field=value`. */
function stated(read: (out: FactSink) => void): string[] {
  const facts: string[] = [];
  read({
    fact: (field, value) => {
      if (value !== '') facts.push(`${field}=${value}`);
    },
    anomaly() {},
    serverIs() {},
  });
  return facts;
}

/** What `read` collects, as `field=value`. */
function collected(read: (pairs: IdentityPairs) => void): string[] {
  const pairs = new IdentityPairs();
  read(pairs);
  return stated((out) => pairs.emit(out));
}

describe('identity pairs', () => {
  const value = (label: string, text: string) => collected((pairs) => pairs.add(label, text));

  it.each([
    ['Serial Number', 'SN-1', ['body-serial-number=SN-1']],
    ['serial_number', '10042', ['body-serial-number=10042']],
    ['Firmware-Version', 'V5.5.0 build 1', ['body-firmware-version=V5.5.0 build 1']],
    ['hostName', 'pump-04', ['body-hostname=pump-04']],
    ['hostName', 'two words', []],
    ['serial', '0000', []],
    ['serial', '7', []],
    ['version', '3', []],
    ['model', 'unknown', []],
    ['model', 'Serial number:', []],
    ['model', '{{model}}', []],
    ['patient', 'Doe', []],
  ])('%s: %s', (label, text, expected) => {
    expect(value(label, text)).toEqual(expected);
  });

  it('bounds labels and values', () => {
    expect(value('model', 'm'.repeat(IDENTITY_VALUE_LIMIT)).length).toBe(1);
    expect(value('model', 'm'.repeat(IDENTITY_VALUE_LIMIT + 1))).toEqual([]);
    expect(isIdentityLabel(`model${' '.repeat(IDENTITY_LABEL_LIMIT - 5)}`)).toBe(true);
    expect(isIdentityLabel(`model${' '.repeat(IDENTITY_LABEL_LIMIT - 4)}`)).toBe(false);
  });

  it('drops what a document states in two ways', () => {
    const twice = (second: string) =>
      collected((pairs) => {
        pairs.add('model', 'A1');
        pairs.add('Model', second);
        pairs.add('model', 'A1');
      });
    expect(twice('A1')).toEqual(['body-model=A1']);
    expect(twice('B2')).toEqual([]);
  });
});

describe('JSON', () => {
  it.each([
    ['{"model":"A","x":{"serial":"S12"}}', ['body-model=A', 'body-serial=S12']],
    ['{"a":"model","b":"x"}', []],
    ['{"model" : null, "vendor":["x"]}', []],
    ['{"model":"cut', []],
    ['{"serial":123', []],
    ['}}]]{"model":"A"}', ['body-model=A']],
    ['{"model":"a\\\\\\"b"}', []],
    ['"', []],
  ])('%s', (text, expected) => {
    expect(collected((pairs) => readJsonIdentity(text, pairs))).toEqual(expected);
  });

  it('reads JSON_DEPTH_LIMIT levels', () => {
    const nested = (levels: number) => `${'{"x":'.repeat(levels - 1)}{"model":"A"}${'}'.repeat(levels - 1)}`;
    expect(collected((pairs) => readJsonIdentity(nested(JSON_DEPTH_LIMIT), pairs))).toEqual(['body-model=A']);
    expect(collected((pairs) => readJsonIdentity(nested(JSON_DEPTH_LIMIT + 1), pairs))).toEqual([]);
  });
});

describe('HTML', () => {
  const title = (text: string, charset = '') => {
    const octets = Buffer.from(text, 'latin1');
    return readHtmlTitle(OctetReader.over(octets), octets.length, charset);
  };

  it.each([
    ['<title>A &amp;\n  B</title>', 'A & B'],
    ['<TITLE lang="en">x</TITLE>', 'x'],
    ['<meta charset="windows-1251"><title>\xcf</title>', 'П'],
    ['<title>\xe4</title>', 'ä'],
    ['<title>\xc3\xa4</title>', 'ä'],
    ['<title>Welcome, Jane</title>', ''],
    ['<title>unfinished', ''],
    ['<title', ''],
    ['no title', ''],
  ])('%j', (text, expected) => {
    expect(title(text)).toBe(expected);
  });

  it('prefers the charset of the Content-Type', () => {
    expect(title('<meta charset="utf-8"><title>\x83e</title>', 'shift_jis')).toBe('テ');
  });

  it('reads TITLE_LIMIT octets of a title', () => {
    expect(title(`<title>${'x'.repeat(TITLE_LIMIT - 1)}</title>`).length).toBe(TITLE_LIMIT - 1);
    expect(title(`<title>${'x'.repeat(TITLE_LIMIT)}</title>`)).toBe('');
  });

  it('looks at TEXT_RUN_LIMIT texts', () => {
    const page = (runs: number) => `${'<b>'.repeat(runs)}<i>Model: A</i>`;
    expect(
      collected((pairs) => readHtmlIdentity(page(TEXT_RUN_LIMIT - 2), pairs, new IdentityPairs())),
    ).toEqual(['body-model=A']);
    expect(
      collected((pairs) => readHtmlIdentity(page(TEXT_RUN_LIMIT - 1), pairs, new IdentityPairs())),
    ).toEqual([]);
  });
});

describe('XML', () => {
  const generic = (text: string) => stated((out) => decodeXmlBody(text, true, out));

  it('looks at GENERIC_DEPTH_LIMIT levels of a document without schema', () => {
    const nested = (levels: number) =>
      `${'<x>'.repeat(levels - 1)}<model>A</model>${'</x>'.repeat(levels - 1)}`;
    expect(generic(nested(GENERIC_DEPTH_LIMIT))).toEqual(['body-model=A']);
    expect(generic(nested(GENERIC_DEPTH_LIMIT + 1))).toEqual([]);
  });

  it('reads DOCUMENT_ELEMENT_LIMIT elements', () => {
    const broad = (elements: number) => `<r>${'<b/>'.repeat(elements - 2)}<model>A</model></r>`;
    expect(generic(broad(DOCUMENT_ELEMENT_LIMIT))).toEqual(['body-model=A']);
    expect(generic(broad(DOCUMENT_ELEMENT_LIMIT + 1))).toEqual([]);
  });

  it('drops values beyond ELEMENT_VALUE_LIMIT', () => {
    const description = (name: string) =>
      `<root xmlns="urn:schemas-upnp-org:device-1-0"><device><modelName>${name}</modelName></device></root>`;
    expect(generic(description('m'.repeat(ELEMENT_VALUE_LIMIT))).length).toBe(1);
    expect(generic(description('m'.repeat(ELEMENT_VALUE_LIMIT + 1)))).toEqual([]);
  });
});

describe('chunks', () => {
  const walk = (text: string) => {
    const octets = over(text);
    const found = walkChunks(octets, text.length, 8);
    const joined = joinChunks(octets, found.pieces);
    return [found.outcome, found.next, joined.latin1(joined.length)];
  };

  it.each([
    ['3\r\nabc\r\n0\r\n\r\nrest', 'done', 13, 'abc'],
    ['03 ;x\r\nabc\r\n1\r\nd\r\n0\r\nA: b\r\n\r\n', 'done', 29, 'abcd'],
    ['5\r\nab', 'more', 10, 'ab'],
    ['5', 'more', 0, ''],
    ['1\r\na\r\n0\r\nA:', 'more', 6, 'a'],
    ['\r\n', 'bad', 0, ''],
    ['fffffffff\r\n', 'bad', 0, ''],
    ['1\r\na\r\n'.repeat(9), 'bad', 48, 'aaaaaaaa'],
  ])('%j', (text, outcome, next, data) => {
    expect(walk(text)).toEqual([outcome, next, data]);
  });

  it('bounds chunk lines and trailers', () => {
    expect(walk(`0;${'x'.repeat(CHUNK_LINE_LIMIT)}`)[0]).toBe('bad');
    expect(walk(`0\r\n${'A: b\r\n'.repeat(TRAILER_LINE_LIMIT)}\r\n`)[0]).toBe('bad');
    expect(walk(`0\r\n${'A: b\r\n'.repeat(TRAILER_LINE_LIMIT - 1)}\r\n`)[0]).toBe('done');
  });
});

describe('heads', () => {
  const response = (fields: string) => {
    const octets = over(`HTTP/1.1 200 OK\r\n${fields}\r\n`);
    readStartLine(octets, 'HTTP/1.');
    return collectResponse(octets, 200);
  };

  it('bounds cookies, challenges and tokens', () => {
    const head = response('Set-Cookie: ab=1\r\n'.repeat(9) + 'WWW-Authenticate: Basic\r\n'.repeat(9));
    expect(head.cookies.length).toBe(COOKIE_LIMIT);
    expect(head.challenges.length).toBe(CHALLENGE_LIMIT);
    const octets = over(`GET / HTTP/1.1\r\nAuthorization: NTLM ${'A'.repeat(TOKEN_LIMIT)}\r\n\r\n`);
    const line = readStartLine(octets, 'HTTP/1.');
    expect(line && collectRequest(octets, line).authorization.length).toBe(TOKEN_LIMIT);
  });

  it.each([
    ['application/x-www-form-urlencoded', FORM_LIMIT, 'form'],
    ['application/soap+xml; charset=utf-8', SOAP_REQUEST_LIMIT, 'soap-request'],
    ['text/xml', SOAP_REQUEST_LIMIT, 'soap-request'],
  ])('takes only small requests of %s', (type, limit, kind) => {
    expect(requestBodyKind({ ...noBodyHeaders(), type, length: limit })).toBe(kind);
    expect(requestBodyKind({ ...noBodyHeaders(), type, length: limit + 1 })).toBeUndefined();
    expect(requestBodyKind({ ...noBodyHeaders(), type, length: -1, chunked: true })).toBeUndefined();
  });

  it.each([
    ['12', 12],
    ['0', 0],
    ['', -2],
    ['-1', -2],
    ['1e3', -2],
    ['2147483648', -2],
  ])('length %j', (text, length) => {
    expect(contentLength(text)).toBe(length);
  });

  it.each([
    ['application/fhir+json; charset=utf-8', 'fhir'],
    ['application/dicom+json', 'dicom'],
    ['text/html', ''],
  ])('content %s', (type, kind) => {
    expect(contentKind(type)).toBe(kind);
  });
});

describe('challenges', () => {
  it.each([
    ['Basic realm="a, b"', ['auth-scheme=basic', 'realm=a, b']],
    [
      'Digest nonce="x", realm=cam, Basic realm="y"',
      ['auth-scheme=digest', 'realm=cam', 'auth-scheme=basic', 'realm=y'],
    ],
    ['Negotiate, NTLM', ['auth-scheme=negotiate', 'auth-scheme=ntlm']],
    ['Basic', ['auth-scheme=basic']],
    ['Basic realm="open', ['auth-scheme=basic', 'realm=open']],
    ['X-Vendor thing', ['auth-scheme=other']],
  ])('%s', (value, facts) => {
    expect(stated((out) => readChallenges(value, out))).toEqual(facts);
  });

  it('knows the scheme of credentials', () => {
    expect(['BASIC x', 'bearer', 'AWS4 x'].map(schemeOf)).toEqual(['basic', 'bearer', 'other']);
  });
});
