import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { isPublicAddress } from './public-address.ts';

/** The name stands for no address that may be connected to. */
export class PrivateAddressError extends Error {
  readonly code = 'private_address';
  override readonly name = 'PrivateAddressError';

  constructor() {
    super('not a public address');
  }
}

/**
 * Makes connections to public addresses only. It is the address that the socket connects to which is looked at: a name
 * that was checked before could stand for another one by then (DNS rebinding).
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
    // An address in place of a name is connected to without a lookup.
    const refused = !allowPrivate && isIP(options.hostname) !== 0 && !isPublicAddress(options.hostname);
    if (refused) queueMicrotask(() => callback(new PrivateAddressError(), null));
    else connect(options, callback);
  };
}

/** Answers with the public ones among a name's addresses; a name without any is refused. */
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
