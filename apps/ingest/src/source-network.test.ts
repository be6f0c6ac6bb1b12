import { expect, it } from 'vitest';
import { sourceNetwork } from './keep-room.ts';

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:c000:201', '192.0.2.1'],
  ['64:ff9b::192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
])('%s counts as %s', (address, network) => {
  expect(sourceNetwork(address)).toBe(network);
});

it.each([undefined, '', 'unknown', '192.0.2', '192.0.2.1:4711', '[::1]:80', '1'.repeat(10_000), 'a, b'])(
  '%s is not an address',
  (text) => {
    expect(sourceNetwork(text)).toBeUndefined();
  },
);
