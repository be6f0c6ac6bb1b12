import {
  askApi,
  UnusableEventError,
  type ApiAccess,
  type AuthenticDelivery,
  type Confirmation,
} from '../contract/index.ts';
import { API, transactionsOf } from './api/api.ts';
import { confirmedBody, confirmedKey, readConfirmed, type ConfirmedAnswer } from './confirmed-answer.ts';
import { hintedOrderId } from './hint.ts';
import type { IppopaySettings } from './settings.ts';
import { paymentTypeOf } from './transaction-states.ts';

const NOTHING_YET: Confirmation = { deliveries: [], final: false };

/**
 * Asks IppoPay's API for the state of the order in a hint: `GET …/order/{id}/transaction`, of the live or the test API by
 * the public key.
 *
 * @throws {UnavailableError} no answer, 408, 425, 429, 3xx, 5xx, or a 2xx that is not JSON: ask again
 * @throws {UnusableEventError} `schema_violation` without an order id; `refused_by_provider` for any other 4xx
 */
export async function confirm(
  hint: Pick<AuthenticDelivery, 'body'>,
  account: Pick<ApiAccess<IppopaySettings>, 'settings' | 'mode' | 'io'>,
): Promise<Confirmation> {
  const orderId = hintedOrderId(hint.body);
  if (!orderId) {
    throw new UnusableEventError('schema_violation', {
      path: 'order_id',
      message: 'the hint names no order',
    });
  }
  const answer = await askApi(API, transactionsOf(orderId), account);
  return answer ? recorded(orderId, answer) : NOTHING_YET;
}

function recorded(orderId: string, answer: Buffer): Confirmation {
  const body = confirmedBody(orderId, answer);
  const confirmed = tryRead(body);
  // An answer of another shape is also recorded as evidence; `normalise` then refuses it with the path of the field.
  if (confirmed?.transactions.length === 0) return NOTHING_YET;
  return { deliveries: [{ eventKey: confirmedKey(orderId, answer), body }], final: isFinal(confirmed) };
}

/** Only a successful payment makes a hint final, because a failed payment may be tried again. */
const isFinal = (confirmed: ConfirmedAnswer | undefined): boolean =>
  confirmed?.transactions.some(({ status }) => paymentTypeOf(status) === 'payment.succeeded') ?? false;

function tryRead(body: Buffer): ConfirmedAnswer | undefined {
  try {
    return readConfirmed(body);
  } catch (error) {
    if (error instanceof UnusableEventError) return undefined;
    throw error;
  }
}
