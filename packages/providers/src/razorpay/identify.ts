import { Word } from '@payspool/events';
import { bodyKey, peekJson, type Delivery, type Identity } from '../contract/index.ts';

/** The body has no id and `x-razorpay-event-id` is not covered by the signature: only the signed bytes name an event. */
export function identify({ body }: Pick<Delivery, 'body'>): Identity {
  const type = Word.safeParse(peekJson(body)?.event);
  return { eventKey: bodyKey(body), type: type.data };
}
