import { wordIn } from '@payspool/events';
import type { Delivery } from '../contract/delivery.ts';
import { idKey } from '../contract/parse-body.ts';
import type { Identity } from '../contract/provider.ts';
import { peekNotification } from './notification.ts';

/** By `notificationUUID`, which is signed and the same at every attempt (appstoreservernotifications/notificationuuid). */
export function identify({ body }: Pick<Delivery, 'body'>): Identity {
  const { notificationUUID, notificationType } = peekNotification(body) ?? {};
  return { eventKey: idKey(notificationUUID, body), type: wordIn(notificationType) };
}
