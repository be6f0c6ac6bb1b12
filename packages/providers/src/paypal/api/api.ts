import { createHash } from 'node:crypto';
import {
  type ApiAccess,
  type ApiAnswer,
  ApiRefusedError,
  type ApiRequest,
  callApi,
  type ProviderApi,
} from '../../contract/api-access.ts';
import { createBoundedMap } from '../../io/bounded-map.ts';
import {
  type AccessTokens,
  baseUrlOf,
  configuredApi,
  createAccessTokens,
  type PaypalApi,
} from '../paypal-api.ts';
import type { PaypalSettings } from '../settings.ts';

export type PaypalAccess = ApiAccess<PaypalSettings>;

/** PayPal's API with the token of the account's REST app. */
export const API: ProviderApi<PaypalSettings> = {
  title: 'PayPal',
  base: baseUrlOf,
  credentials: async (settings, { io, mode }) => {
    const api = configuredApi(settings, mode);
    return api && bearer(await tokensOf(api).get(io));
  },
};

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** Nobody waits for the worker's requests as ingest's sender does. */
const TOKEN_LIMITS = { timeoutMs: 10_000, maxBytes: 64 * 1024 };
/** More apps than a deployment has. */
const MAX_APPS = 256;
const tokensByApp = createBoundedMap<AccessTokens>(MAX_APPS);

/** One token for each app in this process. PayPal limits apps that ask for a new token too often. */
function tokensOf(api: PaypalApi): AccessTokens {
  const key = createHash('sha256')
    .update(JSON.stringify([api.baseUrl, api.clientId, api.clientSecret]))
    .digest('base64');
  const known = tokensByApp.get(key);
  if (known) return known;
  const tokens = createAccessTokens(api, TOKEN_LIMITS);
  tokensByApp.set(key, tokens);
  return tokens;
}

/**
 * Calls PayPal's API as `callApi` does. PayPal may end a token early, for example when the secret of the app is changed; the call is then
 * made once more with a new token.
 *
 * @throws {ApiRefusedError | UnavailableError}
 */
export async function askPaypal(request: ApiRequest, access: PaypalAccess): Promise<ApiAnswer | undefined> {
  const api = configuredApi(access.settings, access.mode);
  if (!api) return await callApi(API, request, access);
  const tokens = tokensOf(api);
  const token = await tokens.get(access.io);
  try {
    return await callApi({ ...API, credentials: () => bearer(token) }, request, access);
  } catch (error) {
    if (!(error instanceof ApiRefusedError) || error.status !== 401) throw error;
    tokens.drop(token);
    return await callApi(API, request, access);
  }
}
