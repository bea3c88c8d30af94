import { expect, it } from 'vitest';
import { LINK_TYPE } from '../../test/support/frame-builder.ts';
import { linkTypeName } from './link-type.ts';

it('names the link types that Wardlight knows, and numbers all others', () => {
  expect(Object.values(LINK_TYPE).map(linkTypeName)).toEqual([
    ...['null', 'ethernet', 'raw-ip', 'ieee802-11', 'loop', 'linux-sll', 'ieee802-11-radiotap'],
    ...['ipv4', 'ipv6', 'linux-sll2'],
  ]);
  expect(linkTypeName(147)).toBe('link-type-147');
});
