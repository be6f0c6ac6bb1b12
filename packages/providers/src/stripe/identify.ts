import { wordIn } from '@payspool/events';
import { idKey, peekJson, type Identity } from '../contract/index.ts';

/** Stripe's event id is in the signed body, and stays the same on every attempt (docs.stripe.com/webhooks). */
export function identify({ body }: { readonly body: Buffer }): Identity {
  const json = peekJson(body);
  const type = wordIn(json?.type);
  return { eventKey: idKey(json?.id, body), ...(type === undefined ? {} : { type }) };
}
