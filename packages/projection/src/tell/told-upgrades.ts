import type { SubjectKind } from '@payspool/events';

/** Where each facet stood when it was told, or stands now, by its name. */
export type FacetValues = Readonly<Record<string, string>>;

/**
 * Says in the facets of the next version what was told in the facets of one version. `now` is where the facets stand: what cannot be known of
 * the past is taken to be as it is now where it was in every payload, so that it is not published again, and left out where it was never
 * published, so that it is.
 */
type ToldUpgrade = (told: FacetValues, now: FacetValues) => FacetValues;

/** Goes up when a facet gets another name, or its values another meaning (`fold/facets`). A new facet alone is news, and needs none. */
export const TOLD_VERSION = 2;

const UPGRADES: Readonly<Record<number, Partial<Readonly<Record<SubjectKind, ToldUpgrade>>>>> = {
  1: {
    order: (told, now) => ({ ...told, ...referenceFrom1(now) }),
    subscription: subscriptionFrom1,
  },
};

/** What was told of a thing, in the facets of today, given where they stand. What was never told, or withdrawn, stays so. */
export function raiseTold(
  kind: SubjectKind,
  { version, values }: { readonly version: number; readonly values: FacetValues },
  now: FacetValues,
): FacetValues {
  if (Object.keys(values).length === 0) return values;
  let raised = values;
  for (let from = version; from < TOLD_VERSION; from += 1)
    raised = UPGRADES[from]?.[kind]?.(raised, now) ?? raised;
  return raised;
}

/** The merchant's own id was in every payload, and no facet. */
const referenceFrom1 = (now: FacetValues): FacetValues => ({ merchant_ref: now['merchant_ref'] ?? '' });

function subscriptionFrom1(told: FacetValues, now: FacetValues): FacetValues {
  const { access = '', period = '', plan = '', ...rest } = told;
  return {
    ...rest,
    ...referenceFrom1(now),
    billing: access,
    plan: planFrom1(plan, now['plan'] ?? ''),
    ...periodFrom1(period, now),
    ...(ENDED_FROM_1.has(access) && endFrom1(now)),
  };
}

/** Of the plan version 1 told three of the terms of today. If those are what they were, it was told the plan of today. */
function planFrom1(told: string, now: string): string {
  if (told === '' || now === '') return told;
  const [planRef, quantity, , cancelAt] = JSON.parse(now) as unknown[];
  return told === JSON.stringify([planRef, quantity, cancelAt]) ? now : told;
}

/**
 * Version 1 told the end of the period that had begun, paid or not; `start/` where its end was not known, and `unknown` without either. Now the start of the paid
 * one is told: the next period is a renewal, and those up to the one that was told are not.
 */
function periodFrom1(told: string, now: FacetValues): FacetValues {
  if (told === '') return { period: '', period_end: '' };
  if (told === 'unknown') return { period: now['period'] ?? '', period_end: told };
  const isOpen = told.endsWith('/');
  const period = isOpen ? told.slice(0, -1) : justBefore(told);
  return { period, period_end: isOpen ? 'unknown' : told };
}

const justBefore = (time: string): string => new Date(new Date(time).getTime() - 1).toISOString();

/** The statuses with which version 1 told that access had ended, at once. */
const ENDED_FROM_1: ReadonlySet<string> = new Set(['unpaid', 'paused', 'canceled', 'expired']);

/** That an access has ended which was told to be over is no news; that one lasts after all is. */
const endFrom1 = (now: FacetValues): FacetValues =>
  now['access_ended'] ? { valid_until: now['valid_until'] ?? '', access_ended: now['access_ended'] } : {};
