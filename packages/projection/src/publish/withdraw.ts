import type { SubjectKind, TransitionSubject } from '@payspool/events';
import type { Folded } from '../fold/fold.ts';
import type { Matched } from './match-published.ts';
import { isPublishedSubject, type PublishedSubject } from './published-state.ts';
import type { Transition } from './transition.ts';

/** Withdraws a subject that no longer exists: returns its published state and, if it was published, the transition. */
export function withdraw(
  subject: PublishedSubject,
  destinationOf: Destinations,
  { at, eventKey }: Folded['last'],
): { readonly published: PublishedSubject; readonly transition?: Transition } {
  if (!isPublishedSubject(subject)) return { published: subject };
  const { kind, ref } = subject;
  const topic = `${kind}.withdrawn` as const;
  const occurrence = (subject.counts[topic] ?? 0) + 1;
  const movedTo = destinationOf(subject);
  return {
    published: {
      ...subject,
      isPublished: false,
      values: {},
      counts: { ...subject.counts, [topic]: occurrence },
    },
    transition: { topic, subject: { kind, ref }, occurrence, at, eventKey, movedTo },
  };
}

type Destinations = (subject: PublishedSubject) => TransitionSubject | null;

/**
 * Returns a function that finds where a withdrawn subject has moved to, or null. A payment moves to the payment that it is another name of.
 * Another subject moves to one of its own kind, otherwise to an order or a subscription, otherwise to a payment.
 */
export function createDestinations(
  pairs: Matched['pairs'],
  untouched: readonly PublishedSubject[],
  { paymentName }: Folded,
): Destinations {
  const firsts = new Map<SubjectKind, TransitionSubject>();
  const payments = new Map<string, TransitionSubject>();
  const note = ({ kind, ref }: PublishedSubject, currentRef: string) => {
    if (!firsts.has(kind)) firsts.set(kind, { kind, ref });
    if (kind === 'payment') payments.set(currentRef, { kind, ref });
  };
  for (const { snapshot, published } of pairs) note(published, snapshot.ref);
  for (const published of untouched) note(published, published.currentRef);
  return ({ kind, currentRef }) =>
    (kind === 'payment'
      ? payments.get(paymentName(currentRef))
      : (firsts.get(kind) ??
        firsts.get(kind === 'order' ? 'subscription' : 'order') ??
        firsts.get('payment'))) ?? null;
}
