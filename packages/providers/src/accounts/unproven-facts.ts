import type { Delivery, Provider } from '../contract/index.ts';

/** What the headers of an unproven request say. */
export interface UnprovenFacts {
  /** Names in lower case. */
  readonly headers: readonly string[];
  /** Values of headers that can be no secret. */
  readonly shown: Readonly<Record<string, string>>;
  /** The time at which the sender says that it signed. */
  readonly signedAt?: Date;
}

/** Anybody can send any headers, so what is kept of them is small. */
const MAX_HEADERS = 40;
const MAX_NAME = 64;
const MAX_VALUE = 120;

/** Headers of any sender whose values help to find it. */
const OF_ANY_SENDER = ['content-type', 'user-agent'];

/** Names of headers that may contain a signature or a credential, whatever a provider's folder says. */
const SENSITIVE = /sig(?:nature)?\b|hmac|auth(?:orization)?$|token|secret|cookie/;

/**
 * Describes a request that was not verified, for people: the names of its headers, and the values of those that the provider's folder
 * keeps with an event and that contain no signature. Everything is limited in number and length, and has no control characters.
 */
export function unprovenFacts(headers: Delivery['headers'], provider: Provider): UnprovenFacts {
  const kept = [...OF_ANY_SENDER, ...provider.keepHeaders].filter((name) => !SENSITIVE.test(name));
  const shown = kept.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, plain(value, MAX_VALUE)] as const];
  });
  const signedAt = provider.recognises.headers
    .map((each) => each.signedAt?.(headers))
    .find((time) => time !== undefined && !Number.isNaN(time.getTime()));
  return {
    headers: Object.keys(headers)
      .slice(0, MAX_HEADERS)
      .map((name) => plain(name, MAX_NAME)),
    shown: Object.fromEntries(shown),
    ...(signedAt && { signedAt }),
  };
}

const plain = (text: string, length: number): string => text.slice(0, length).replaceAll(/\p{Cc}/gu, ' ');
