import { bodyKey, idKey, peekJson, type Delivery, type Identity } from '../contract/index.ts';
import { isEvent, nameOf } from './envelope.ts';

/**
 * An event's own `id` is signed with the body. Blocklet Server's bodies have none: an `id` there is the object's,
 * the same in all of its events, so only the bytes tell them apart.
 */
export function identify({ body }: Pick<Delivery, 'body'>): Identity {
  const parsed = peekJson(body) ?? {};
  const hasOwnId = parsed.$eventName === undefined || isEvent(parsed);
  return { eventKey: hasOwnId ? idKey(parsed.id, body) : bodyKey(body), type: nameOf(parsed) };
}
