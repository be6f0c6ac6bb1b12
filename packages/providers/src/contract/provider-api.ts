import { UnavailableError, UnusableEventError } from './errors.ts';
import type { ProviderIo } from './io.ts';
import { peekJson } from './parse-body.ts';

/** A budget of calls: this many at once, and then this many per second. */
export interface ApiRate {
  readonly burst: number;
  readonly perSecond: number;
}

/** How a provider's API is asked. */
export interface ProviderApi<Settings> {
  /** For messages: `Mollie`. */
  readonly title: string;
  /** The base address, from the settings or constant: `https://api.mollie.com`. Never from a delivery. */
  readonly base: (settings: Settings) => string;
  /** The headers that authenticate; `undefined` if the settings have no credentials. */
  readonly credentials: (settings: Settings) => Readonly<Record<string, string>> | undefined;
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 256 * 1024;
/** Statuses by which an API asks to call again later, apart from 5xx. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Reads an object of the API: a JSON object, byte for byte.
 *
 * @param path begins with `/`. Each id in it must have been checked, or be encoded.
 * @returns `undefined` after 404: a hint may arrive before the API has the object
 * @throws {UnavailableError} no answer, 408, 425, 429, 3xx, 5xx, or a 2xx that is not a JSON object: ask again
 * @throws {UnusableEventError} `refused_by_provider` for any other 4xx, or without credentials
 */
export async function askApi<Settings>(
  { title, base, credentials }: ProviderApi<Settings>,
  path: string,
  { settings, io }: { readonly settings: Settings; readonly io: Pick<ProviderIo, 'fetch'> },
): Promise<Buffer | undefined> {
  const authentication = credentials(settings);
  if (!authentication)
    throw new UnusableEventError('refused_by_provider', {
      message: `there are no credentials for ${title}'s API`,
    });
  const { status, body } = await io.fetch({
    method: 'GET',
    url: new URL(`${base(settings).replace(/\/$/, '')}${path}`),
    headers: { accept: 'application/json', ...authentication },
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
  });
  const said = `${title}'s API answered ${status}`;
  if (status >= 200 && status < 300) {
    if (peekJson(body)) return body;
    throw new UnavailableError(`${said} with something that is not a JSON object`);
  }
  if (status === 404) return undefined;
  if (status >= 400 && status < 500 && !LATER.has(status))
    throw new UnusableEventError('refused_by_provider', { message: said });
  throw new UnavailableError(said);
}
