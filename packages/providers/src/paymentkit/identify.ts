import { bodyKey, idKey, peekJson, type Delivery, type Identity } from '../contract/index.ts';
import { isEvent, nameOf } from './envelope.ts';
import { signedBody } from './signed-body.ts';

/**
 * An event's own `id` is signed with the body. Blocklet Server's bodies have no event id: their `id` belongs to the object and is
 * the same in all of its events. The key of such an event is a hash of its canonical text, with either scheme, because the
 * component signature protects only that text, and one signed body can be written in many ways.
 */
export function identify({ body }: Pick<Delivery, 'body'>): Identity {
  const parsed = peekJson(body) ?? {};
  const type = nameOf(parsed);
  const hasOwnId = parsed.$eventName === undefined || isEvent(parsed);
  const named = hasOwnId ? idKey(parsed.id, body) : undefined;
  return { eventKey: named !== undefined && named === parsed.id ? named : hashKey(body), type };
}

/** A body without a canonical form can only be verified by its bytes. */
const hashKey = (body: Buffer): string => {
  const signed = signedBody(body);
  return bodyKey(signed === undefined ? body : Buffer.from(signed.text, 'utf8'));
};
