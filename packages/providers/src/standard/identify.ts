import { headerKey, peekJson, type Delivery, type Identity } from '../contract/index.ts';
import { nameOf } from './envelope.ts';
import { handlers } from './payment.ts';

const TYPE = /^[\x21-\x7e]{1,100}$/;

/**
 * The event key is `webhook-id`: signed in both versions, and the same on every attempt (Standard Webhooks specification). For an
 * id that is too long to be a key, the key is the hash of the id, because two events may have the same body.
 */
export function identify({ headers, body }: Pick<Delivery, 'headers' | 'body'>): Identity {
  const type = nameOf(peekJson(body) ?? {}, (name) => Object.hasOwn(handlers, name));
  return {
    eventKey: headerKey(headers['webhook-id'], body),
    type: type !== undefined && TYPE.test(type) ? type : undefined,
  };
}
