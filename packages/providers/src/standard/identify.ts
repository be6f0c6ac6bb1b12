import { idKey, peekJson, type Delivery, type Identity } from '../contract/index.ts';

const TYPE = /^[\x21-\x7e]{1,100}$/;

/** The event key is `webhook-id`: signed, and the same on every attempt (Standard Webhooks specification). */
export function identify({ headers, body }: Pick<Delivery, 'headers' | 'body'>): Identity {
  const json = peekJson(body);
  const type = json?.['event'] ?? json?.['type'];
  return {
    eventKey: idKey(headers['webhook-id'], body),
    type: typeof type === 'string' && TYPE.test(type) ? type : undefined,
  };
}
