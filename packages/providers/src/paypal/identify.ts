import type { Delivery } from '../contract/delivery.ts';
import { bodyKey, idKey, peekJson } from '../contract/parse-body.ts';
import type { Identity } from '../contract/provider.ts';

const EVENT_TYPE = /^[\x21-\x7e]{1,100}$/;

/**
 * The event's id together with its type: PayPal's simulator sends one id for two types of event
 * (SUBSCRIPTION.CANCELLED and .EXPIRED), so the id alone is not unique.
 */
export function identify({ body }: Pick<Delivery, 'body'>): Identity {
  const { id, event_type } = peekJson(body) ?? {};
  const type = typeof event_type === 'string' && EVENT_TYPE.test(event_type) ? event_type : undefined;
  if (typeof id !== 'string' || id === '') return { eventKey: bodyKey(body), type };
  return { eventKey: idKey(type === undefined ? id : `${id}:${type}`, body), type };
}
