import {
  type ApiAccess,
  ApiRefusedError,
  type ApiRate,
  callApi,
  type ObjectReads,
  type Observation,
  observationBody,
  peekJson,
  type ProviderReads,
  UnavailableError,
} from '../../contract/index.ts';
import { ORDER_ID } from '../hint.ts';
import { normaliseObservation } from '../normalise.ts';
import { isConfigured, type IppopaySettings } from '../settings.ts';
import { API, isLive, transactionsOf } from './api.ts';

/** No limit is documented. */
const RATE: ApiRate = { burst: 5, perSecond: 1 };

/** An order with its transactions, which is all that can be asked for. */
const KIND = 'order';

const objects: ObjectReads<IppopaySettings> = {
  // The API has no lists: an order whose hint never arrived is found only if somebody names it.
  listed: [],
  settleMs: 0,
  about: ({ kind, ref }) => (kind === 'order' && ORDER_ID.test(ref) ? [{ kind: KIND, id: ref }] : []),
  get,
  normalise: normaliseObservation,
};

/** What is read from IppoPay's API. A key without the prefix pk_live reaches only the test API. */
export const reads: ProviderReads<IppopaySettings> = {
  setting: 'secretKey',
  isConfigured,
  modeOf: ({ publicKey }) => (publicKey === undefined ? undefined : isLive(publicKey) ? 'live' : 'test'),
  rate: { live: RATE, test: RATE },
  objects,
};

/** The transactions of an order. */
async function get(
  { kind, id }: { readonly kind: string; readonly id: string },
  access: ApiAccess<IppopaySettings>,
): Promise<Observation | 'gone'> {
  if (kind !== KIND || !ORDER_ID.test(id))
    throw new ApiRefusedError(`IppoPay's API cannot be asked for this ${kind}`, { status: 0 });
  const answer = await callApi(API, { path: transactionsOf(id) }, access);
  if (!answer) return 'gone';
  if (!peekJson(answer.body))
    throw new UnavailableError(`IppoPay's API answered ${answer.status} with something that is not JSON`);
  return { kind, id, body: observationBody({ kind, id }, { askedAt: answer.askedAt, answer: answer.body }) };
}
