import { z } from 'zod';
import { callApi, type ProviderApi } from '../contract/api-access.ts';
import type { Mode } from '../contract/delivery.ts';
import type { PaypalSettings } from './settings.ts';
import { UnavailableError } from '../contract/errors.ts';
import type { ProviderIo } from '../contract/io.ts';

export interface PaypalApi {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Base URLs of PayPal's own server SDKs (PayPal-TypeScript-Server-SDK). */
const BASE_URLS: Readonly<Record<Mode, string>> = {
  live: 'https://api-m.paypal.com',
  test: 'https://api-m.sandbox.paypal.com',
};

/** The address of the API: by the mode, unless the settings have one. */
export const baseUrlOf = ({ apiUrl }: Pick<PaypalSettings, 'apiUrl'>, mode: Mode): string =>
  apiUrl ?? BASE_URLS[mode];

/** Limits of one exchange with the API. */
export interface ExchangeLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** Of an exchange that ingest waits for: shorter than the acknowledgement deadline of 3000 ms. */
export const API_LIMITS: ExchangeLimits = { timeoutMs: 2_000, maxBytes: 64 * 1024 };

/** The API, if credentials for it are configured. */
export function configuredApi(settings: PaypalSettings, mode: Mode): PaypalApi | undefined {
  const { clientId, clientSecret } = settings;
  return clientId && clientSecret
    ? { baseUrl: baseUrlOf(settings, mode), clientId, clientSecret }
    : undefined;
}

export const apiAddress = ({ baseUrl }: PaypalApi, path: string): URL =>
  new URL(baseUrl.replace(/\/$/, '') + path);

/** The API before there is a token: the app's credentials are sent themselves. */
const WITHOUT_TOKEN: ProviderApi<PaypalApi> = {
  title: 'PayPal',
  base: ({ baseUrl }) => baseUrl,
  credentials: ({ clientId, clientSecret }) => ({
    authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
  }),
};

const Answer = z.object({ access_token: z.string().min(1).max(4096), expires_in: z.number().positive() });
/** A token is not used in its last minute, because it must be valid until the request has ended. */
const SPARE_MS = 60_000;

type TokenIo = Pick<ProviderIo, 'fetch' | 'now'>;

export interface AccessTokens {
  /**
   * The current token, or a new one.
   *
   * @throws {ApiRefusedError} PayPal refuses the credentials: 400, 401, 403
   * @throws {UnavailableError} no answer, 408, 425, 429, 3xx, 5xx, or an answer without a token
   */
  readonly get: (io: TokenIo) => Promise<string>;
  /** Discards a token that the API no longer accepts. A newer token stays. */
  readonly drop: (token: string) => void;
}

/** OAuth 2.0 client credentials (`POST /v1/oauth2/token`), cached until the token expires, with one request at a time. */
export function createAccessTokens(api: PaypalApi, limits: ExchangeLimits): AccessTokens {
  let held: { readonly token: string; readonly until: number } | undefined;
  let asking: Promise<string> | undefined;

  return {
    get: async (io) => {
      if (held && io.now().getTime() < held.until) return held.token;
      asking ??= ask(io).finally(() => (asking = undefined));
      return await asking;
    },
    drop: (token) => {
      if (held?.token === token) held = undefined;
    },
  };

  async function ask(io: TokenIo): Promise<string> {
    const asked = io.now().getTime();
    const response = await callApi(
      WITHOUT_TOKEN,
      {
        method: 'POST',
        path: '/v1/oauth2/token',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'grant_type=client_credentials',
        ...limits,
      },
      // A token is not a call of the account's budget, and its request is the same in both modes.
      { settings: api, mode: 'live', io, takeCall: () => Promise.resolve() },
    );
    if (!response) throw new UnavailableError('PayPal returned no access token');
    const answer = readAnswer(response.body);
    held = { token: answer.access_token, until: asked + answer.expires_in * 1000 - SPARE_MS };
    return answer.access_token;
  }
}

function readAnswer(body: Buffer): z.output<typeof Answer> {
  try {
    return Answer.parse(JSON.parse(body.toString('utf8')));
  } catch {
    // Without the cause, because a parse error may quote the token.
    throw new UnavailableError("PayPal's answer contains no access token");
  }
}
