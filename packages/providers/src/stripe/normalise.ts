import {
  canonicalise,
  ownEntry,
  checkShape,
  fromDate,
  fromIsoText,
  fromUnixSeconds,
  readJson,
  UnusableEventError,
  type AuthenticDelivery,
  type NormalisedWhole,
} from '../contract/index.ts';
import { IGNORED } from './event-types.ts';
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
  const meaning = { type: envelope.type, occurredAt, mode: modeOf(envelope.livemode), merchant };
  const ignored = (reason: string): NormalisedWhole => ({ ...meaning, outcome: 'ignored', reason });

  if (envelope.object === THIN_EVENT)
    return ignored('a thin event (v2) names its object but does not contain it');
  // Another merchant's event is not read further, because its errors do not concern this merchant.
  if (merchant?.is === 'other') return ignored(`an event of the account ${merchant.ref}`);
  const handle = ownEntry<EventHandler>(handlers, envelope.type);
  if (!handle) return ignored(ownEntry<string>(IGNORED, envelope.type) ?? 'unknown event type');
  if (!occurredAt)
    throw new UnusableEventError('schema_violation', { path: 'created', message: 'not a time' });

  const reading = handle({ type: envelope.type, occurredAt, body, settings });
  if ('ignored' in reading) return ignored(reading.ignored);
  return {
    ...meaning,
    outcome: 'events',
    events: canonicalise(reading.facts),
    warnings: bounded(reading.warnings),
  };
}

/** Maximum number of warnings, for bodies with many invalid fields. */
const MOST_WARNINGS = 20;
const bounded = (warnings: readonly string[]): readonly string[] =>
  warnings.length <= MOST_WARNINGS
    ? warnings
    : [...warnings.slice(0, MOST_WARNINGS), `and ${warnings.length - MOST_WARNINGS} more`];

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
