import type { SubjectKind } from '@payspool/events';

/** Where each aspect stood when it was published, or stands now, by its name. */
export type AspectValues = Readonly<Record<string, string>>;

/**
 * Says in the aspects of the next version what was published in the aspects of one version. `now` is where the aspects stand: what cannot be known of
 * the past is taken to be as it is now where it was in every payload, so that it is not published again, and left out where it was never
 * published, so that it is.
 */
type PublishedUpgrade = (published: AspectValues, now: AspectValues) => AspectValues;

/** Goes up when an aspect gets another name, or its values another meaning (`fold/aspects`). A new aspect alone is news, and needs none. */
export const PUBLISHED_VERSION = 2;

const UPGRADES: Readonly<Record<number, Partial<Readonly<Record<SubjectKind, PublishedUpgrade>>>>> = {
  1: {
    order: (published, now) => ({ ...published, ...referenceFrom1(now) }),
    subscription: subscriptionFrom1,
  },
};

/** What was published of a thing, in the aspects of today, given where they stand. What was never published, or withdrawn, stays so. */
export function upgradePublished(
  kind: SubjectKind,
  { version, values }: { readonly version: number; readonly values: AspectValues },
  now: AspectValues,
): AspectValues {
  if (Object.keys(values).length === 0) return values;
  let raised = values;
  for (let from = version; from < PUBLISHED_VERSION; from += 1)
    raised = UPGRADES[from]?.[kind]?.(raised, now) ?? raised;
  return raised;
}

/** The merchant's own id was in every payload, and no aspect. */
const referenceFrom1 = (now: AspectValues): AspectValues => ({ merchant_ref: now['merchant_ref'] ?? '' });

function subscriptionFrom1(published: AspectValues, now: AspectValues): AspectValues {
  const { access = '', period = '', plan = '', ...rest } = published;
  return {
    ...rest,
    ...referenceFrom1(now),
    billing: access,
    plan: planFrom1(plan, now['plan'] ?? ''),
    ...periodFrom1(period, now),
    ...(ENDED_FROM_1.has(access) && endFrom1(now)),
  };
}

/** Of the plan version 1 published three of the terms of today. If those are what they were, it was published the plan of today. */
function planFrom1(published: string, now: string): string {
  if (published === '' || now === '') return published;
  const [planRef, quantity, , cancelAt] = JSON.parse(now) as unknown[];
  return published === JSON.stringify([planRef, quantity, cancelAt]) ? now : published;
}

/**
 * Version 1 published the end of the period that had begun, paid or not; `start/` where its end was not known, and `unknown` without either. Now the start of the paid
 * one is published: the next period is a renewal, and those up to the one that was published are not.
 */
function periodFrom1(published: string, now: AspectValues): AspectValues {
  if (published === '') return { period: '', period_end: '' };
  if (published === 'unknown') return { period: now['period'] ?? '', period_end: published };
  const isOpen = published.endsWith('/');
  const period = isOpen ? published.slice(0, -1) : justBefore(published);
  return { period, period_end: isOpen ? 'unknown' : published };
}

const justBefore = (time: string): string => new Date(new Date(time).getTime() - 1).toISOString();

/** The statuses with which version 1 published that access had ended, at once. */
const ENDED_FROM_1: ReadonlySet<string> = new Set(['unpaid', 'paused', 'canceled', 'expired']);

/** That an access has ended which was published to be over is no news; that one lasts after all is. */
const endFrom1 = (now: AspectValues): AspectValues =>
  now['access_ended'] ? { valid_until: now['valid_until'] ?? '', access_ended: now['access_ended'] } : {};
