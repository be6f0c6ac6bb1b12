import {
  peekJson,
  UnavailableError,
  UnusableEventError,
  type AuthenticDelivery,
  type Confirmation,
  type OutboundResponse,
  type ProviderIo,
} from '../contract/index.ts';
import { confirmedBody, confirmedKey, readConfirmed, type ConfirmedAnswer } from './confirmed-answer.ts';
import { hintedOrderId } from './hint.ts';
import type { IppopaySettings } from './settings.ts';
import { paymentTypeOf } from './transaction-states.ts';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 256 * 1024;
const NOTHING_YET: Confirmation = { deliveries: [], final: false };

/**
 * Asks IppoPay's API for the state of the order in a hint: `GET /v1/order/{id}/transaction`, Basic authentication
 * (ippopay/docs-api rest-api.md).
 *
 * @throws {UnavailableError} no answer, 408, 425, 429, 3xx, 5xx, or a 2xx that is not JSON: ask again
 * @throws {UnusableEventError} `schema_violation` without an order id; `refused_by_provider` for any other 4xx
 */
export async function confirm(
  hint: Pick<AuthenticDelivery, 'body'>,
  { settings, io }: { readonly settings: IppopaySettings; readonly io: Pick<ProviderIo, 'fetch'> },
): Promise<Confirmation> {
  const orderId = hintedOrderId(hint.body);
  if (!orderId) {
    throw new UnusableEventError('schema_violation', {
      path: 'order_id',
      message: 'the hint names no order',
    });
  }
  const answer = await io.fetch({
    method: 'GET',
    url: new URL(`${settings.apiUrl.replace(/\/$/, '')}/v1/order/${orderId}/transaction`),
    headers: { accept: 'application/json', authorization: basic(settings) },
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
  });
  // A hint may arrive before the API has the order.
  return answer.status === 404 ? NOTHING_YET : recorded(orderId, bodyOf(answer));
}

const basic = ({ publicKey = '', secretKey = '' }: IppopaySettings): string =>
  `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}`;

function bodyOf({ status, body }: OutboundResponse): Buffer {
  if (status >= 200 && status < 300) {
    if (peekJson(body)) return body;
    throw new UnavailableError(`IppoPay's API answered ${status} with something that is not a JSON object`);
  }
  if (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) {
    throw new UnusableEventError('refused_by_provider', { message: `IppoPay's API answered ${status}` });
  }
  throw new UnavailableError(`IppoPay's API answered ${status}`);
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
