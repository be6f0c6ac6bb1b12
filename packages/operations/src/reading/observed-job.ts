import type { Database } from '@payspool/db';
import type { CanonicalEvent } from '@payspool/events';
import { latestObservation } from '@payspool/projection';
import {
  type Account,
  type Normalised,
  type Observation,
  observationKey,
  observedState,
  readObservation,
  UnusableEventError,
} from '@payspool/providers';
import type { DeliveryJob } from '@payspool/queue';
import { knownKeys } from './known-keys.ts';

/** The job that records an object of a provider's API, with the object's meaning. */
export interface ObservedJob {
  readonly job: DeliveryJob;
  /** The canonical events of all its purchases. */
  readonly events: readonly CanonicalEvent[];
}

/**
 * The job that records an object of a provider's API. Its key is made of the object's meaning, so the same state is always the same job,
 * unless the object has no time of its own (`observationKey`).
 *
 * @param merchant the connected merchant's account that was asked for
 * @returns `undefined` if the object has no meaning for orders and subscriptions
 * @throws {UnusableEventError} if the object cannot be read, with the name of the field
 */
export function observedJob(
  { kind, id, body }: Observation,
  {
    account: { provider, name, mode, settings },
    merchant,
    now,
    isImported,
  }: {
    readonly account: Account;
    readonly merchant?: string | undefined;
    readonly now: Date;
    readonly isImported?: true;
  },
): ObservedJob | undefined {
  const { objects } = provider.reads ?? {};
  if (!objects) throw new Error(`no object of ${provider.slug} can be read from its API`);
  const normalised = objects.normalise({ body, headers: {}, receivedAt: now }, settings);
  const events = eventsOf(normalised);
  if (!events) return undefined;
  const job: DeliveryJob = {
    kind: 'event',
    source: 'observed',
    provider: provider.slug,
    account: name,
    mode,
    eventKey: observationKey({ kind, id }, events, readObservation(body).askedAt),
    type: normalised.type,
    receivedAt: now,
    headers: {},
    body,
    ...(merchant ? { merchant } : {}),
    ...(isImported ? { isImported } : {}),
  };
  return { job, events };
}

/** `undefined` if it has no meaning. A part that cannot be used has no events; the worker records why. */
function eventsOf(normalised: Normalised): readonly CanonicalEvent[] | undefined {
  if (normalised.outcome === 'ignored') return undefined;
  if (normalised.outcome === 'events') return normalised.events;
  const used = normalised.parts.filter(({ outcome }) => outcome !== 'ignored');
  if (used.length === 0) return undefined;
  return used.flatMap((part) => (part.outcome === 'events' ? part.events : []));
}

/**
 * Whether the state that an object shows is recorded: the same key, or the same state as that of the object's latest observation. The same
 * state after another one is news.
 */
export async function isRecorded(
  db: Pick<Database, '$queryRaw'>,
  { kind, id }: Pick<Observation, 'kind' | 'id'>,
  { job: { provider, eventKey }, events }: ObservedJob,
  account: string,
): Promise<boolean> {
  if ((await knownKeys(db, { provider, accounts: [account], eventKeys: [eventKey] })).size > 0) return true;
  const latest = await latestObservation(db, { provider, account, object: `${kind}:${id}:` }, events);
  // The rows of several purchases in one object have the key of the object and `#`.
  return latest !== undefined && observedState(latest.split('#', 1)[0] ?? '') === observedState(eventKey);
}

/** The reason for which an object cannot be read; other errors are thrown again. */
export function unreadableReason(error: unknown): string {
  if (error instanceof UnusableEventError) return `${error.code}: ${error.message}`;
  throw error;
}
