import {
  checkShape,
  fromDate,
  fromIsoText,
  fromUnixSeconds,
  readEvent,
  readJson,
  type AuthenticDelivery,
  type NormalisedWhole,
} from '../contract/index.ts';
import { IGNORED } from './ignored-types.ts';
import type { EventHandler } from './events/event-handler.ts';
import { handlers } from './events/index.ts';
import { namedAccount } from './named-account.ts';
import { Envelope } from './schema.ts';
import type { StripeSettings } from './settings.ts';

/** Reads a Stripe event. @throws {UnusableEventError} with the path of the field from the body's root */
export function normalise(delivery: AuthenticDelivery, settings: StripeSettings): NormalisedWhole {
  const body = readJson(delivery.body);
  const envelope = checkShape(Envelope, body);
  const occurredAt = timeOf(envelope.created) ?? fromDate(delivery.signedAt);
  const merchant = namedAccount(envelope, settings.connectedAccounts);
  const head = { type: envelope.type, occurredAt, mode: modeOf(envelope.livemode), merchant };
  if (envelope.object === THIN_EVENT)
    return {
      outcome: 'ignored',
      reason: 'a thin event (v2) names its object but does not contain it',
      ...head,
    };
  return readEvent<EventHandler>({
    head,
    handlers,
    ignored: IGNORED,
    timePath: 'created',
    read: (handle, time) => handle({ type: envelope.type, occurredAt: time, body, settings }),
  });
}

/** `object` of the events that Stripe's v2 API sends (stripe-node src/Webhooks.ts refuses them as snapshots). */
const THIN_EVENT = 'v2.core.event';

/** Snapshot events count Unix seconds, thin events write ISO 8601. */
function timeOf(created: unknown): string | undefined {
  if (typeof created === 'number') return fromUnixSeconds(created);
  return typeof created === 'string' ? fromIsoText(created) : undefined;
}

function modeOf(livemode: boolean | null | undefined): 'live' | 'test' | undefined {
  if (livemode == null) return undefined;
  return livemode ? 'live' : 'test';
}
