import { parseBody, readEvent, type AuthenticDelivery, type NormalisedWhole } from '../contract/index.ts';
import { IGNORED } from './ignored-types.ts';
import type { EventHandler } from './events/handler.ts';
import { handlers } from './events/index.ts';
import { merchantOf } from './merchant.ts';
import { occurredAt } from './occurred-at.ts';
import { Envelope } from './schema.ts';
import type { RazorpaySettings } from './settings.ts';

/**
 * Razorpay's bodies do not state live or test, so the account's mode applies. An absent setting has its default.
 *
 * @throws {UnusableEventError} with the name of the field
 */
export function normalise(
  delivery: Pick<AuthenticDelivery, 'body' | 'signedAt'>,
  settings: Partial<RazorpaySettings> = {},
): NormalisedWhole {
  const body = parseBody(Envelope, delivery.body);
  const type = body.event;
  const time = occurredAt(body, delivery.signedAt);
  const merchant = merchantOf(body.account_id, settings);
  const { futureStart = 'scheduled' } = settings;
  return readEvent<EventHandler>({
    head: { type, occurredAt: time, merchant },
    handlers,
    ignored: IGNORED,
    timePath: 'created_at',
    read: (handle, happenedAt) => {
      const { events, warnings } = handle({ type, occurredAt: happenedAt, body, futureStart });
      return { facts: events, warnings };
    },
  });
}
