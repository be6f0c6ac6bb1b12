import { InvalidQueueUrlError, QUEUE_URL_FORMS } from './invalid-queue-url-error.ts';
import type { Address } from './queue-target.ts';

export interface Hosts {
  readonly addresses: readonly Address[];
  readonly path: string;
  readonly url: URL;
  readonly parameters: URLSearchParams;
}

/** `new URL` accepts only one host, so the others are cut out and read one by one. */
export function splitHosts(text: string, defaultPort: number, known: readonly string[]): Hosts {
  const [, scheme, userinfo = '', hosts = '', rest = ''] =
    /^([a-z-]+:\/\/)([^/?#]*@)?([^/?#@]*)(.*)$/s.exec(text) ?? [];
  const addresses = hosts.split(',').map((host) => address(parse(`${scheme}${host}`), defaultPort));
  const url = parse(`${scheme}${userinfo}host${rest}`);
  for (const name of url.searchParams.keys()) {
    // The message does not repeat the name: in a URL without escaping it may be a piece of the password.
    if (!known.includes(name))
      throw new InvalidQueueUrlError(`the queue's URL has a parameter other than ${known.join(', ')}`);
  }
  return { addresses, path: decode(url.pathname.slice(1)), url, parameters: url.searchParams };
}

export function address(url: URL, defaultPort: number): Address {
  if (!url.hostname)
    throw new InvalidQueueUrlError("the queue's URL has no host, or an empty one in its list");
  return {
    host: decode(url.hostname).replace(/^\[(.*)\]$/, '$1'),
    port: url.port ? Number(url.port) : defaultPort,
  };
}

export function parse(text: string): URL {
  if (!URL.canParse(text))
    throw new InvalidQueueUrlError(
      `the queue's URL does not parse; write it as ${QUEUE_URL_FORMS}, with %-escapes in a password`,
    );
  return new URL(text);
}

export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidQueueUrlError("the queue's URL has a % that escapes nothing; write it as %25");
  }
}
