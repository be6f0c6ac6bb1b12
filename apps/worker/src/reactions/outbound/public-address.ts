import ipaddr from 'ipaddr.js';

/**
 * Whether an IP address belongs to the public internet. Loopback, private, link-local (the clouds' metadata service),
 * shared, reserved and tunnel ranges are not; an IPv4 address that is written inside an IPv6 one counts as itself.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const ip = unwrapped(ipaddr.parse(address));
  return ip.range() === 'unicast' && (ip instanceof ipaddr.IPv4 || ip.match(GLOBAL_UNICAST, 3));
}

/**
 * The range that IANA has assigned to hosts so far (RFC 4291, 2.4). It excludes addresses that the other ranges do not list, such
 * as `::127.0.0.1`.
 */
const GLOBAL_UNICAST = ipaddr.IPv6.parse('2000::');
/** The prefix through which a network without IPv4 reaches IPv4 addresses (RFC 6052). */
const NAT64 = ipaddr.IPv6.parse('64:ff9b::');

function unwrapped(ip: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (ip instanceof ipaddr.IPv4) return ip;
  return ip.isIPv4MappedAddress() || ip.match(NAT64, 96) ? new ipaddr.IPv4(ip.toByteArray().slice(12)) : ip;
}
