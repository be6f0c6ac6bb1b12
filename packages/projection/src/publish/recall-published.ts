import type { TransitionSubject, Topic } from '@payspool/events';
import type { PublishedSubject } from './published-state.ts';
import { PUBLISHED_VERSION } from './published-upgrades.ts';

/**
 * What the outbox has of things that their purchase or subscription knows nothing about: it was made anew, or what was published of it was
 * lost with another. They start over, and their occurrences go on counting: a number that is taken would refuse the event for good.
 */
export const recallPublished = (
  subjects: readonly TransitionSubject[],
  countsOf: (subject: TransitionSubject) => Partial<Readonly<Record<Topic, number>>> | undefined,
): PublishedSubject[] =>
  subjects.flatMap(({ kind, ref }) => {
    const counts = countsOf({ kind, ref });
    if (!counts || Object.keys(counts).length === 0) return [];
    return [
      { kind, ref, currentRef: ref, isPublished: false, version: PUBLISHED_VERSION, values: {}, counts },
    ];
  });
