import type { Mode } from '../contract/delivery.ts';
import type { PaypalSettings } from './settings.ts';

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
