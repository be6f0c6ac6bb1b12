import {
  type ApiAccess,
  type ApiAnswer,
  type ApiRequest,
  callApi,
  peekJson,
  type ProviderApi,
  UnavailableError,
} from '../../contract/index.ts';
import type { PaymentKitSettings } from '../settings.ts';

export type PaymentKitAccess = ApiAccess<PaymentKitSettings>;

/**
 * PaymentKit's SDK reaches these paths by a call between components of one application (`@blocklet/payment-js` lib/resource.js). From
 * outside, Blocklet's access keys are the documented way to call an application (arcblock.io/en/docs/blocklet-sdk-nodejs, "Session
 * Middleware"). That PaymentKit's routes accept one as a bearer token is not confirmed.
 */
const API: ProviderApi<PaymentKitSettings> = {
  title: 'PaymentKit',
  base: ({ apiUrl = '' }) => apiUrl,
  credentials: ({ apiUrl, accessKey }) =>
    apiUrl === undefined || accessKey === undefined ? undefined : { authorization: `Bearer ${accessKey}` },
};

/** One call. The SDK adds the mode to the query of every request. */
export const callPaymentKit = (
  { query, body, ...request }: ApiRequest,
  access: PaymentKitAccess,
): Promise<ApiAnswer | undefined> =>
  callApi(
    API,
    {
      ...request,
      query: { livemode: String(access.mode === 'live'), ...query },
      ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
    },
    access,
  );

/**
 * Reads JSON from the API.
 *
 * @returns `undefined` if there is no such object
 * @throws {UnavailableError} also for a 2xx that is not JSON, for example the page of an application: ask again
 * @throws {ApiRefusedError} as `callApi`
 */
export async function readPaymentKit(
  request: ApiRequest,
  access: PaymentKitAccess,
): Promise<ApiAnswer | undefined> {
  const answer = await callPaymentKit(request, access);
  if (answer && !peekJson(answer.body))
    throw new UnavailableError(`PaymentKit's API answered ${answer.status} with something that is not JSON`);
  return answer;
}
