import type { FastifyInstance } from 'fastify';
import { isIPv4, isIPv6 } from 'node:net';
import { afterWork, OverloadedError } from './in-hand.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The network from which the request comes. */
    source: string | undefined;
    /** Whether its source has not sent a verified delivery yet, while other sources have. */
    isUnproven: boolean;
  }
}

/** Maximum share of places and bytes for unproven sources; the rest is reserved for proven ones. */
const SHARE_OF_UNPROVEN = 3 / 4;

/**
 * Reserves a quarter of the places and bytes for sources that have sent verified deliveries. All other sources share the rest, so a sender
 * that only begins bodies, or names certificates that must be fetched, cannot use up all of them. Nothing is reserved until a source has
 * sent a verified delivery.
 */
export function keepRoom(
  app: FastifyInstance,
  {
    sources,
    maxDeliveries,
    maxBytes,
  }: { readonly sources: ProvenSources; readonly maxDeliveries: number; readonly maxBytes: number },
): void {
  const limits = {
    deliveries: Math.max(1, Math.floor(maxDeliveries * SHARE_OF_UNPROVEN)),
    bytes: maxBytes * SHARE_OF_UNPROVEN,
  };
  let deliveries = 0;
  let bytes = 0;
  const problem = () =>
    deliveries >= limits.deliveries || bytes > limits.bytes
      ? new OverloadedError('unproven sources already use their whole share')
      : undefined;

  app.decorateRequest('source', undefined);
  app.decorateRequest('isUnproven', false);
  app.addHook('onRequest', (request, _reply, done) => {
    request.source = sourceNetwork(request.ip);
    request.isUnproven = !sources.isEmpty() && !sources.has(request.source);
    done(request.isUnproven ? problem() : undefined);
  });
  app.addHook('preParsing', (request, reply, payload, done) => {
    if (!request.isUnproven) return done(null, payload);
    let own = 0;
    payload.on('data', (chunk: Buffer) => {
      own += chunk.length;
      bytes += chunk.length;
      if (bytes <= limits.bytes || reply.sent) return;
      reply.header('connection', 'close').send(problem());
    });
    afterWork(request, reply, () => (bytes -= own));
    return done(null, payload);
  });
  app.addHook('preHandler', (request, reply, done) => {
    if (!request.isUnproven) return done();
    const refused = problem();
    if (!refused) {
      deliveries += 1;
      afterWork(request, reply, () => (deliveries -= 1));
    }
    return done(refused);
  });
}

/** Many times the number of networks from which all providers together send. */
const MAX_SOURCES = 1024;

/** Networks that have sent a verified delivery to this process. */
export interface ProvenSources {
  readonly isEmpty: () => boolean;
  readonly has: (source: string | undefined) => boolean;
  readonly add: (source: string | undefined) => void;
}

/** Remembers a limited number of sources. The source that has not sent a verified delivery for the longest time is removed. */
export function createProvenSources(maxSources = MAX_SOURCES): ProvenSources {
  const known = new Set<string>();
  return {
    isEmpty: () => known.size === 0,
    has: (source) => source !== undefined && known.has(source),
    add: (source) => {
      if (source === undefined) return;
      known.delete(source);
      known.add(source);
      if (known.size <= maxSources) return;
      const [oldest] = known;
      if (oldest !== undefined) known.delete(oldest);
    },
  };
}

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
