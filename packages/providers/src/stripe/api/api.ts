import {
  type ApiAccess,
  type ApiAnswer,
  ApiRefusedError,
  type ApiRequest,
  callApi,
  type Mode,
  type ProviderApi,
} from '../../contract/index.ts';
import type { StripeSettings } from '../settings.ts';

export type StripeAccess = ApiAccess<StripeSettings>;

/**
 * The version in which objects are asked for (stripe-node src/apiVersion.ts). Their form then does not depend on the account's settings, and
 * changes only with this code.
 */
export const API_VERSION = '2026-07-29.dahlia';

const API: ProviderApi<StripeSettings> = {
  title: 'Stripe',
  base: ({ apiUrl }) => apiUrl,
  credentials: ({ apiKey }) => (apiKey === undefined ? undefined : { authorization: `Bearer ${apiKey}` }),
};

/** The mode of the key, which is a part of its prefix (docs.stripe.com/keys). */
export const modeOfKey = ({ apiKey = '' }: Pick<StripeSettings, 'apiKey'>): Mode | undefined => {
  const mode = /^(?:sk|rk)_(live|test)_/.exec(apiKey)?.[1];
  return mode === 'live' || mode === 'test' ? mode : undefined;
};

/**
 * Calls Stripe's API as the account, or as the connected merchant of `access` (docs.stripe.com/connect/authentication).
 *
 * @param version `pinned` asks for our version of the API; without it Stripe answers in the account's own
 * @returns `undefined` after 404
 * @throws {ApiRefusedError | UnavailableError} as `callApi`
 */
export const callStripe = (
  request: ApiRequest,
  access: StripeAccess,
  { version }: { readonly version: 'pinned' | 'of the account' },
): Promise<ApiAnswer | undefined> =>
  callApi(
    API,
    {
      ...request,
      headers: {
        ...(version === 'pinned' ? { 'stripe-version': API_VERSION } : {}),
        ...(access.merchant === undefined ? {} : { 'stripe-account': access.merchant }),
        ...request.headers,
      },
    },
    access,
  );

/** An id that can be a part of a path. The ids of Stripe's objects have letters, digits and underscores. */
const ID = /^\w{1,255}$/;

/**
 * The id as a part of a path.
 *
 * @throws {ApiRefusedError} if it cannot be an id of Stripe's
 */
export function pathId(id: string): string {
  if (!ID.test(id)) throw new ApiRefusedError("this is not an id of Stripe's", { status: 0 });
  return encodeURIComponent(id);
}
