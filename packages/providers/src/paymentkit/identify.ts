import { bodyKey, idKey, peekJson, type Delivery, type Identity } from '../contract/index.ts';
import { isEvent, nameOf } from './envelope.ts';
import { signedBody } from './signed-body.ts';

/**
 * An event's own `id` is signed with the body. Blocklet Server's bodies have none: an `id` there is the object's, the same in all
 * of its events. Such an event is named by a hash of its canonical text, whichever scheme signed it: the component signature covers
 * that text alone, and one signed body can be spelled in many ways.
 */
export function identify({ body }: Pick<Delivery, 'body'>): Identity {
  const parsed = peekJson(body) ?? {};
  const type = nameOf(parsed);
  const hasOwnId = parsed.$eventName === undefined || isEvent(parsed);
  const named = hasOwnId ? idKey(parsed.id, body) : undefined;
  return { eventKey: named !== undefined && named === parsed.id ? named : hashKey(body), type };
}

/** A body without a canonical form can only be authentic by its bytes. */
const hashKey = (body: Buffer): string => {
  const signed = signedBody(body);
  return bodyKey(signed === undefined ? body : Buffer.from(signed.text, 'utf8'));
};
