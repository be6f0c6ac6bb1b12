import { Word } from '@payspool/events';
import { bodyKey, peekJson, type Delivery, type Identity } from '../contract/index.ts';

/** The body has no id, and the signature does not protect `x-razorpay-event-id`, so only the signed bytes identify an event. */
export function identify({ body }: Pick<Delivery, 'body'>): Identity {
  const type = Word.safeParse(peekJson(body)?.event);
  return { eventKey: bodyKey(body), type: type.data };
}
