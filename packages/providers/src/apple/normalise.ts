import { Word } from '@payspool/events';
import type { Mode } from '../contract/delivery.ts';
import { checkShape, fromDate, ownEntry, readEvent } from '../contract/index.ts';
import type { AuthenticDelivery, Normalised } from '../contract/provider.ts';
import { z } from 'zod';
import { handlers } from './events/index.ts';
import { IGNORED } from './ignored-types.ts';
import { appStoreOf, readNotification } from './notification.ts';

const Typed = z.object({ notificationType: Word });

const MODES: Readonly<Record<string, Mode>> = { Production: 'live', Sandbox: 'test' };

/**
 * Reads a notification.
 *
 * @throws {UnusableEventError} with the path of the field in the notification, in which decoded objects replace the nested JWS
 */
export function normalise({ body }: Pick<AuthenticDelivery, 'body'>): Normalised {
  const notification = readNotification(body);
  const { notificationType: type } = checkShape(Typed, notification);
  const { signedDate } = notification;
  const { environment } = appStoreOf(notification);
  return readEvent({
    head: {
      type,
      // The same at every attempt, and the time of the state in the notification (appstoreservernotifications/signeddate).
      occurredAt: typeof signedDate === 'number' ? fromDate(new Date(signedDate)) : undefined,
      mode: ownEntry(MODES, String(environment)),
    },
    handlers,
    ignored: IGNORED,
    timePath: 'signedDate',
    read: (handle, occurredAt) => handle(notification, occurredAt),
  });
}
