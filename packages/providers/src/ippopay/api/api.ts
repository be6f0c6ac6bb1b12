import type { ProviderApi } from '../../contract/index.ts';
import type { IppopaySettings } from '../settings.ts';

/** The live API, and the one for test keys (node-ippopay 1.0.7 index.js: every key without the prefix pk_live). */
const LIVE = '/v1';
const TEST = '/apitest/v1/pg';

/** Basic authentication with the public and the secret key (ippopay/docs-api rest-api.md). The public key decides which API is asked. */
export const API: ProviderApi<IppopaySettings> = {
  title: 'IppoPay',
  base: ({ apiUrl, publicKey }) => `${apiUrl.replace(/\/$/, '')}${isLive(publicKey) ? LIVE : TEST}`,
  credentials: ({ publicKey = '', secretKey = '' }) => ({
    authorization: `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}`,
  }),
};

/** Whether a public key is for live payments. Without any key the live API is named. */
export const isLive = (publicKey: string | undefined): boolean => publicKey?.startsWith('pk_live') ?? true;

/** The path of an order's transactions. The id must have been checked. */
export const transactionsOf = (orderId: string): string => `/order/${orderId}/transaction`;
