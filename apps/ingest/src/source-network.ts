import { isIPv4, isIPv6 } from 'node:net';

/** IPv4 addresses that are written as IPv6: mapped (RFC 4291, 2.5.5.2), and translated by NAT64 (RFC 6052, 2.1). */
const IPV4_IN_IPV6: readonly string[] = ['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0'];

/**
 * The network of a client's address for the limits: an IPv4 address, or the /64 of an IPv6 address, because one customer of an internet
 * provider gets a complete /64 (RFC 6177). `undefined` if the text is not an address.
 */
export function sourceNetwork(address: string | undefined): string | undefined {
  if (address === undefined || isIPv4(address)) return address;
  const text = address.replace(/%.*$/, '');
  if (isIPv4(text)) return text;
  if (!isIPv6(text)) return undefined;
  const groups = groupsOf(text);
  if (IPV4_IN_IPV6.includes(groups.slice(0, 6).join(':'))) return dotted(groups.slice(6));
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** All eight groups, in lower-case hexadecimal without leading zeros. */
function groupsOf(address: string): string[] {
  const [, normal = ''] = /^\[(.*)\]$/.exec(new URL(`http://[${address}]`).hostname) ?? [];
  const [head = '', tail] = normal.split('::');
  const before = head.split(':').filter(Boolean);
  if (tail === undefined) return before;
  const after = tail.split(':').filter(Boolean);
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after];
}

const dotted = (groups: readonly string[]): string =>
  groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((number) => [number >> 8, number & 0xff])
    .join('.');
