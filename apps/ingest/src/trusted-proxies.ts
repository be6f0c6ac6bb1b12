import { isIP, isIPv4 } from 'node:net';
import { z } from 'zod';

const EXPECTED = 'expected IP addresses or networks, comma-separated: 10.0.0.0/8,2001:db8::1';
const MAX = 64;

/** The proxies whose `X-Forwarded-For` is used; none by default. */
export const trustedProxies = z
  .preprocess(
    (value) => (typeof value === 'string' ? entriesOf(value) : value),
    z
      .array(z.string())
      .refine((entries) => entries.length <= MAX && entries.every(isNetwork), EXPECTED)
      .default([]),
  )
  .meta({
    description:
      'Addresses or networks of the proxies in front of ingest, comma-separated. Of a request from one of them the client is the last address in `X-Forwarded-For` that is none of them: it is used to share budgets between sources, and never to let in or refuse.',
  });

const entriesOf = (text: string): string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

function isNetwork(entry: string): boolean {
  const [address = '', prefix, ...more] = entry.split('/');
  if (!isIP(address) || more.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= (isIPv4(address) ? 32 : 128);
}
