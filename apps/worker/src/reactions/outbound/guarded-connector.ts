import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { isPublicAddress } from './public-address.ts';

/** The host name has no address to which a connection is allowed. */
export class PrivateAddressError extends Error {
  readonly code = 'private_address';
  override readonly name = 'PrivateAddressError';

  constructor() {
    super('not a public address');
  }
}

/**
 * Connects only to public addresses. It checks the address to which the socket connects, because a name that was checked earlier
 * may resolve to another address later (DNS rebinding).
 */
export function guardedConnector({
  allowPrivate,
  timeoutMs,
  resolve,
}: {
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
  readonly resolve: LookupFunction;
}): buildConnector.connector {
  const lookup = allowPrivate ? resolve : publicOnly(resolve);
  const connect = buildConnector({ timeout: timeoutMs, lookup });
  return (options, callback) => {
    // For an address instead of a name there is no lookup.
    const refused = !allowPrivate && isIP(options.hostname) !== 0 && !isPublicAddress(options.hostname);
    if (refused) queueMicrotask(() => callback(new PrivateAddressError(), null));
    else connect(options, callback);
  };
}

/** Returns the public addresses of a name; a name without any is refused. */
export const publicOnly =
  (resolve: LookupFunction): LookupFunction =>
  (hostname, options, callback) =>
    resolve(hostname, { ...options, all: true }, (error, answer) => {
      if (error) return callback(error, []);
      const addresses = Array.isArray(answer) ? answer : [];
      const open = addresses.filter(({ address }) => isPublicAddress(address));
      const [first] = open;
      if (!first) return callback(new PrivateAddressError(), []);
      return options.all ? callback(null, open) : callback(null, first.address, first.family);
    });
