import { isRecord } from '@payspool/events';
import {
  type ApiAccess,
  type ApiAnswer,
  type ApiRequest,
  callApi,
  type OutboundResponse,
  peekJson,
  type ProviderApi,
  UnavailableError,
} from '../../contract/index.ts';
import type { RazorpaySettings } from '../settings.ts';

export type RazorpayAccess = ApiAccess<RazorpaySettings>;

/**
 * Basic authentication with the key id and its secret (razorpay/markdown-docs api/authentication.md). An id that does not exist, or that
 * belongs to another merchant, is answered with 400 (api/orders/fetch-with-id.md, api/payments/fetch-with-id.md).
 */
const API: ProviderApi<RazorpaySettings> = {
  title: 'Razorpay',
  base: ({ apiUrl }) => apiUrl,
  credentials: ({ keyId, keySecret }) =>
    keyId === undefined || keySecret === undefined
      ? undefined
      : { authorization: `Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}` },
  isGone: ({ status, body }: OutboundResponse) => status === 400 && UNKNOWN_ID.test(descriptionIn(body)),
};

const UNKNOWN_ID = /^The id provided does not exist\.?$/;

function descriptionIn(body: Buffer): string {
  const error = peekJson(body)?.['error'];
  const description = isRecord(error) ? error['description'] : undefined;
  return typeof description === 'string' ? description : '';
}

/** One call. A partner names the sub-merchant whose objects it asks for (api/payments/route/fetch-payments-linked-account.md). */
export const callRazorpay = (request: ApiRequest, access: RazorpayAccess): Promise<ApiAnswer | undefined> =>
  callApi(
    API,
    {
      ...request,
      headers: {
        ...(access.merchant !== undefined && { 'x-razorpay-account': access.merchant }),
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
      },
    },
    access,
  );

/**
 * Reads JSON from the API.
 *
 * @returns `undefined` if there is no such object
 * @throws {UnavailableError} also for a 2xx that is not JSON: ask again
 * @throws {ApiRefusedError} as `callApi`
 */
export async function readRazorpay(
  request: ApiRequest,
  access: RazorpayAccess,
): Promise<ApiAnswer | undefined> {
  const answer = await callRazorpay(request, access);
  if (answer && !peekJson(answer.body))
    throw new UnavailableError(`Razorpay's API answered ${answer.status} with something that is not JSON`);
  return answer;
}
