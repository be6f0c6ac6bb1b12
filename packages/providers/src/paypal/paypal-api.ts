import { z } from 'zod';
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

/** Time limit of one exchange with the API, shorter than the acknowledgement deadline of 3000 ms. */
export const API_LIMITS = { timeoutMs: 2_000, maxBytes: 64 * 1024 } as const;

/** The API, if credentials for it are configured. */
export function configuredApi(
  { apiUrl, clientId, clientSecret }: PaypalSettings,
  mode: Mode,
): PaypalApi | undefined {
  return clientId && clientSecret
    ? { baseUrl: apiUrl ?? BASE_URLS[mode], clientId, clientSecret }
    : undefined;
}

export const apiAddress = ({ baseUrl }: PaypalApi, path: string): URL =>
  new URL(baseUrl.replace(/\/$/, '') + path);

const Answer = z.object({ access_token: z.string().min(1).max(4096), expires_in: z.number().positive() });
/** A token is not used in its last minute, because it must be valid until the request has ended. */
const SPARE_MS = 60_000;

export interface AccessTokens {
  /** Rejects with `UnavailableError`. */
  readonly get: () => Promise<string>;
  /** Discards a token that the API no longer accepts. */
  readonly drop: () => void;
}

/** OAuth 2.0 client credentials (`POST /v1/oauth2/token`), cached until the token expires, with one request at a time. */
export function createAccessTokens(
  api: PaypalApi,
  { fetch, now }: Pick<ProviderIo, 'fetch' | 'now'>,
): AccessTokens {
  let held: { readonly token: string; readonly until: number } | undefined;
  let asking: Promise<string> | undefined;

  return {
    get: async () => {
      if (held && now().getTime() < held.until) return held.token;
      asking ??= ask().finally(() => (asking = undefined));
      return await asking;
    },
    drop: () => {
      held = undefined;
    },
  };

  async function ask(): Promise<string> {
    const asked = now().getTime();
    const response = await fetch({
      method: 'POST',
      url: apiAddress(api, '/v1/oauth2/token'),
      headers: {
        authorization: `Basic ${Buffer.from(`${api.clientId}:${api.clientSecret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: 'grant_type=client_credentials',
      ...API_LIMITS,
    });
    // Wrong credentials are an error of the configuration, not of the delivery. The answer is 503, so PayPal sends it again.
    if (response.status !== 200)
      throw new UnavailableError(`PayPal returned no access token: HTTP ${response.status}`);
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
