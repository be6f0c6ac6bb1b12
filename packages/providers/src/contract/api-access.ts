import type { Mode } from './delivery.ts';
import { UnavailableError, UnusableEventError } from './errors.ts';
import type { OutboundResponse, ProviderIo } from './io.ts';
import { peekJson } from './parse-body.ts';

/** A budget of calls: this many at once, and then this many per second. */
export interface ApiRate {
  readonly burst: number;
  readonly perSecond: number;
}

/** How a provider's API is called. */
export interface ProviderApi<Settings> {
  /** For messages: `Mollie`. */
  readonly title: string;
  /** The base address, from the settings, the mode or constant: `https://api.mollie.com`. Never from a delivery or an answer. */
  readonly base: (settings: Settings, mode: Mode) => string;
  /**
   * The headers that authenticate; `undefined` if the settings have no credentials. It may itself call the API for a token, which it
   * keeps until the token expires.
   */
  readonly credentials: (
    settings: Settings,
    access: Pick<ApiAccess<Settings>, 'io' | 'mode'>,
  ) => Promise<Readonly<Record<string, string>> | undefined> | Readonly<Record<string, string>> | undefined;
  /** Whether an answer means that the object does not exist, if the API says so by another status than 404. */
  readonly isGone?: (answer: OutboundResponse) => boolean;
}

/** What a call needs beside its path: the account that calls, and whose objects are asked for. */
export interface ApiAccess<Settings> {
  readonly settings: Settings;
  readonly mode: Mode;
  readonly io: Pick<ProviderIo, 'fetch' | 'now'>;
  /** Awaited before each request. It takes one call of the account's budget, and rejects with `UnavailableError` if there is none. */
  readonly takeCall: () => Promise<void>;
  /** The connected merchant's account that is asked for, `acct_…`. Absent for the account itself. */
  readonly merchant?: string | undefined;
}

/** The API asks to be called less often (429). `retryAfterMs` is what it demands, if it says so. */
export class ThrottledError extends UnavailableError {}

/** The API refuses a request permanently: credentials, permissions, or a request that it does not understand. */
export class ApiRefusedError extends Error {
  override readonly name = 'ApiRefusedError';
  /** The status of the answer; 0 if there are no credentials. */
  readonly status: number;
  /** The provider's own error code, if the answer has one: `more_permissions_required_for_application`. */
  readonly code: string | undefined;

  constructor(
    message: string,
    { status, code }: { readonly status: number; readonly code?: string | undefined },
  ) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** One request. `path` begins with `/`, and each id in it must have been checked, or be encoded. */
export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Query parameters; a list gives one parameter for each entry. `undefined` is left out. */
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Maximum size of the answer in bytes: 256 KiB by default, for one object. A page of a list needs more. */
  readonly maxBytes?: number;
  /** Milliseconds: 10,000 by default. */
  readonly timeoutMs?: number;
}

/** A page of 100 events has some 500 KB. */
export const PAGE_BYTES = 8 * 1024 * 1024;

const OBJECT_BYTES = 256 * 1024;
const TIMEOUT_MS = 10_000;
/** Statuses by which an API asks to call again later, apart from 429 and 5xx. */
const LATER: ReadonlySet<number> = new Set([408, 425]);

/** The answer to a request. */
export interface ApiAnswer extends OutboundResponse {
  /**
   * When the question was sent, by the provider's clock in whole seconds: the `Date` of the answer less the time that the exchange took. By
   * our clock if the answer has no `Date`.
   */
  readonly askedAt: Date;
}

/**
 * Calls the API once. The answer is returned whatever its bytes are.
 *
 * @returns the answer with a status of 2xx, or `undefined` after 404 or what the provider uses in its place (`isGone`)
 * @throws {ThrottledError} 429
 * @throws {UnavailableError} no answer, 408, 425, 3xx or 5xx: call again
 * @throws {ApiRefusedError} any other 4xx, or without credentials
 */
export async function callApi<Settings>(
  { title, base, credentials, isGone }: ProviderApi<Settings>,
  {
    method = 'GET',
    path,
    query = {},
    headers = {},
    body,
    maxBytes = OBJECT_BYTES,
    timeoutMs = TIMEOUT_MS,
  }: ApiRequest,
  { settings, mode, io, takeCall }: ApiAccess<Settings>,
): Promise<ApiAnswer | undefined> {
  const authentication = await credentials(settings, { io, mode });
  if (!authentication)
    throw new ApiRefusedError(`there are no credentials for ${title}'s API`, { status: 0 });
  const url = new URL(`${base(settings, mode).replace(/\/$/, '')}${path}`);
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value])
      url.searchParams.append(name, String(one));
  await takeCall();
  const sentAt = io.now();
  const response = await io.fetch({
    method,
    url,
    headers: { accept: 'application/json', ...authentication, ...headers },
    ...(body === undefined ? {} : { body }),
    timeoutMs,
    maxBytes,
  });
  const { status } = response;
  if (status >= 200 && status < 300)
    return { ...response, askedAt: askedAtOf(response.headers, { sentAt, now: io.now() }) };
  if (status === 404 || isGone?.(response)) return undefined;
  const said = `${title}'s API answered ${status} to ${method} ${url.pathname}`;
  if (status === 429) throw new ThrottledError(said, retryAfterOf(response.headers, io.now()));
  if (status >= 400 && status < 500 && !LATER.has(status))
    throw new ApiRefusedError(said, { status, code: errorCodeIn(response.body) });
  throw new UnavailableError(said, retryAfterOf(response.headers, io.now()));
}

function askedAtOf(
  { date = '' }: Readonly<Record<string, string>>,
  { sentAt, now }: { readonly sentAt: Date; readonly now: Date },
): Date {
  const answeredAt = Date.parse(date);
  const asked = Number.isNaN(answeredAt)
    ? sentAt.getTime()
    : answeredAt - Math.max(0, now.getTime() - sentAt.getTime());
  return new Date(Math.floor(asked / 1000) * 1000);
}

/** `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3), at most a day. */
export function retryAfterOf(
  { 'retry-after': text }: Readonly<Record<string, string>>,
  now: Date,
): { readonly retryAfterMs?: number } {
  if (text === undefined) return {};
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  return Number.isFinite(ms) ? { retryAfterMs: Math.min(Math.max(0, ms), 86_400_000) } : {};
}

/**
 * The code in the usual forms: `{"error":{"code":…}}`, `{"error":…}` (OAuth, RFC 6749, section 5.2), `{"name":…}`, `{"code":…}`. Never a
 * message, which may quote the request.
 */
function errorCodeIn(body: Buffer): string | undefined {
  try {
    const answer = JSON.parse(body.toString('utf8')) as Record<
      string,
      Record<string, unknown> | string | undefined
    >;
    const error = answer['error'];
    const inside = typeof error === 'object' ? (error['code'] ?? error['type']) : error;
    const code = inside ?? answer['name'] ?? answer['code'];
    return typeof code === 'string' && /^[\w.-]{1,80}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The path and query of a link to a further page, if it leads to the API's own host; otherwise it is refused.
 *
 * @throws {ApiRefusedError} for a link to another scheme, host or port, or outside of `under`
 */
export function ownLink(
  link: string,
  { base, under }: { readonly base: string; readonly under: string },
): string {
  const url = URL.canParse(link, base) ? new URL(link, base) : undefined;
  if (url?.origin !== new URL(base).origin || !url.pathname.startsWith(under) || url.username || url.password)
    throw new ApiRefusedError('the next page is at an address that is not the API', { status: 0 });
  return `${url.pathname}${url.search}`;
}

/**
 * Reads an object of the API for `confirm`: a JSON object, byte for byte.
 *
 * @param path begins with `/`. Each id in it must have been checked, or be encoded.
 * @returns `undefined` after 404: a hint may arrive before the API has the object
 * @throws {UnavailableError} no answer, 408, 425, 429, 3xx, 5xx, or a 2xx that is not a JSON object: ask again
 * @throws {UnusableEventError} `refused_by_provider` for any other 4xx, or without credentials
 */
export async function askApi<Settings>(
  api: ProviderApi<Settings>,
  path: string,
  access: Pick<ApiAccess<Settings>, 'settings' | 'mode' | 'io'>,
): Promise<Buffer | undefined> {
  try {
    const answer = await callApi(api, { path }, { takeCall: taken, ...access });
    if (!answer || peekJson(answer.body)) return answer?.body;
    throw new UnavailableError(
      `${api.title}'s API answered ${answer.status} with something that is not a JSON object`,
    );
  } catch (cause) {
    if (!(cause instanceof ApiRefusedError)) throw cause;
    throw new UnusableEventError('refused_by_provider', { message: cause.message, cause });
  }
}

/** The worker has taken the call before it confirms. */
const taken = () => Promise.resolve();
