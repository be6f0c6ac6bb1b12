import type { Delivery } from './delivery.ts';
import { type HmacScheme, statedTime } from './hmac-verifier.ts';
import type { Provider } from './provider.ts';

/** The headers of one signature scheme, by which a delivery shows its provider before anything is verified. */
export interface SignatureHeaders {
  /** Lower-case names. A delivery that is signed by the scheme has all of them. */
  readonly names: readonly string[];
  /** Whether their values have the form of the scheme. It separates providers that use the same names. If absent, any value has it. */
  readonly haveForm?: (headers: Delivery['headers']) => boolean;
  /** The time at which the sender says that it signed; `undefined` if the headers do not state one. Never throws. */
  readonly signedAt?: (headers: Delivery['headers']) => Date | undefined;
}

/** How a delivery of a provider is recognised. It proves nothing: anybody can send these headers. */
export interface Recognition {
  /** One entry for each scheme; none if the provider's deliveries have no signature header. */
  readonly headers: readonly SignatureHeaders[];
  /** The form of a body that comes without a signature header. */
  readonly body?: {
    /** What the body has, for messages: ``a field `signedPayload` ``. */
    readonly has: string;
    /** Never throws, for any body. */
    readonly isIn: (body: Buffer) => boolean;
  };
}

/** The headers of an HMAC scheme. */
export const headersOf = (scheme: HmacScheme): SignatureHeaders => ({
  names: scheme.headers,
  haveForm: (headers) => (scheme.split(headers)?.signatures.length ?? 0) > 0,
  signedAt: (headers) => statedTime(scheme, headers),
});

/** A provider that a delivery may be from, and by what. */
export interface Fit {
  readonly provider: Provider;
  /** For messages: `the header stripe-signature`. */
  readonly by: string;
}

/**
 * The providers that a delivery may be from. The rules, in this order:
 *
 * 1. If all headers of a scheme are present and have its form, only the providers of such schemes fit. Of two schemes, one with more
 *    headers excludes one whose headers are a part of them.
 * 2. Otherwise every provider fits that has one of the headers: a header may be missing or changed.
 * 3. Without any of the headers, the body decides.
 */
export function recognise(
  { headers, body }: Pick<Delivery, 'headers' | 'body'>,
  providers: readonly Provider[],
): readonly Fit[] {
  const found = providers.flatMap((provider) =>
    provider.recognises.headers.flatMap(({ names, haveForm = () => true }) => {
      const present = names.filter((name) => headers[name]);
      const isWhole = present.length === names.length && haveForm(headers);
      return present.length > 0 ? [{ provider, present, isWhole }] : [];
    }),
  );
  const whole = found.filter(({ isWhole }) => isWhole);
  const widest = whole.filter(({ present }) => !whole.some((other) => isPart(present, other.present)));
  const kept = whole.length > 0 ? widest : found;
  if (kept.length > 0)
    return providers.flatMap((provider) => {
      const names = [...new Set(kept.flatMap((one) => (one.provider === provider ? one.present : [])))];
      return names.length > 0 ? [{ provider, by: namesOf(names) }] : [];
    });
  return providers.flatMap((provider) => {
    const mark = provider.recognises.body;
    return mark?.isIn(body)
      ? [{ provider, by: `the body, which has ${mark.has} and comes without a signature header` }]
      : [];
  });
}

/** The names of all signature headers, each with the providers that use it, sorted by name. */
export function signatureHeaders(
  providers: readonly Provider[],
): readonly (readonly [name: string, slugs: readonly string[]])[] {
  const users = new Map<string, string[]>();
  for (const { slug, recognises } of providers)
    for (const name of new Set(recognises.headers.flatMap(({ names }) => names)))
      users.set(name, [...(users.get(name) ?? []), slug]);
  return [...users].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const namesOf = (names: readonly string[]): string =>
  `the header${names.length > 1 ? 's' : ''} ${names.join(', ')}`;

/** Whether all of the names are among the others, and the others are more. */
const isPart = (names: readonly string[], others: readonly string[]): boolean =>
  names.length < others.length && names.every((name) => others.includes(name));
