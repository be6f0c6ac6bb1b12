import { type CanonicalEvent, EVENT_TYPES } from '@payspool/events';

/** Why an event changed no row of `orders` and `subscriptions`. */
export type Unchanged =
  /** It could not be used, or has no meaning here: the text of `events.error`. */
  | { readonly why: 'failed' | 'ignored'; readonly error: string }
  /** A delivery of several purchases: its parts have rows of their own. */
  | { readonly why: 'split' }
  /** Its canonical form is empty, or was written by a later release. */
  | { readonly why: 'unread' }
  /** Another event had stated the same before, by the provider's clock. */
  | { readonly why: 'repeats'; readonly other: Other }
  /** It states a step that was passed already. */
  | { readonly why: 'behind'; readonly other: Other }
  /** It only connects ids. */
  | { readonly why: 'links' }
  /** It concerns one payment, refund or dispute, and leaves the sums and the status of the purchase as they are. */
  | { readonly why: 'part'; readonly part: string }
  /** All that it states was known. */
  | { readonly why: 'known' };

interface Other {
  readonly eventKey: string;
  readonly type: string;
  readonly at: Date;
}

interface Read {
  readonly event: {
    readonly eventKey: string;
    readonly type: string;
    readonly status: string;
    readonly error: string | null;
  };
  readonly at: Date;
  readonly canonical: readonly CanonicalEvent[];
}

/** @param earlier the events that happened before it, by the provider's clock */
export function whyUnchanged({ event, canonical }: Read, earlier: readonly Read[]): Unchanged {
  if (event.status === 'failed' || event.status === 'ignored')
    return { why: event.status, error: event.error ?? '' };
  if (event.status === 'split') return { why: 'split' };
  const [first] = canonical;
  if (!first) return { why: 'unread' };
  const applied = earlier.filter(({ event: { status } }) => status === 'applied');
  const repeated = findBefore(canonical, applied, isSame);
  if (repeated) return { why: 'repeats', other: repeated };
  const passed = findBefore(canonical, applied, isPast);
  if (passed) return { why: 'behind', other: passed };
  if (canonical.every(({ type }) => type === 'payment.linked')) return { why: 'links' };
  const parts = canonical.filter(({ type }) => /^(payment|refund|dispute)\./.test(type));
  if (parts.length === canonical.length) return { why: 'part', part: subjectOf(first).join(' ') };
  return { why: 'known' };
}

/** The last of the earlier events of which each meaning has a like. */
function findBefore(
  canonical: readonly CanonicalEvent[],
  earlier: readonly Read[],
  isLike: (one: CanonicalEvent, before: CanonicalEvent) => boolean,
): Other | undefined {
  const found = earlier.findLast((other) =>
    canonical.every((one) => other.canonical.some((before) => isLike(one, before))),
  );
  return found && { eventKey: found.event.eventKey, type: found.event.type, at: found.at };
}

/** A subscription's event repeats another if every fact is the same. Of the others the type says enough. */
const isSame = (one: CanonicalEvent, before: CanonicalEvent): boolean =>
  one.type === before.type &&
  isOfOneSubject(one, before) &&
  (!one.type.startsWith('subscription.') || factsOf(one) === factsOf(before));

const isPast = (one: CanonicalEvent, before: CanonicalEvent): boolean =>
  !one.type.startsWith('subscription.') && isOfOneSubject(one, before) && stepOf(before) > stepOf(one);

const isOfOneSubject = (one: CanonicalEvent, other: CanonicalEvent): boolean => {
  const names = namesOf(other);
  return namesOf(one).some((name) => names.includes(name));
};

/** The position of its type in the lifecycle of its subject. */
const stepOf = ({ type }: CanonicalEvent): number =>
  (EVENT_TYPES[type.split('.')[0] as keyof typeof EVENT_TYPES] as readonly string[]).indexOf(type);

/** `['payment', 'pi_1']` */
function subjectOf(event: CanonicalEvent): [subject: string, ref: string] {
  const subject = event.type.split('.')[0] ?? '';
  return [subject, String(Reflect.get(event, `${subject}Ref`))];
}

const namesOf = (event: CanonicalEvent): string[] => {
  const [subject, ref] = subjectOf(event);
  const aliases =
    subject === 'payment' && 'paymentAliases' in event && event.paymentAliases ? event.paymentAliases : [];
  return [ref, ...aliases].map((name) => `${subject} ${name}`);
};

const factsOf = (event: CanonicalEvent): string =>
  JSON.stringify(
    Object.entries(event)
      .filter(([key]) => !['occurredAt', 'rank', 'isObserved', 'previous', 'statusAfter'].includes(key))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
  );
