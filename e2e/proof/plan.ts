import { createRandom, type play } from '@payspool/cli';
import type { Story } from './story.ts';

type Requests = Parameters<typeof play>[0]['requests'];

/** Share of deliveries that are sent a second time. */
const DUPLICATES = 0.2;
/** The maximum distance of the deliveries of a bunched copy, as a share of the whole, small enough that they are processed at the same time. */
const BUNCH = 0.002;

/**
 * All deliveries of all copies in one order of arrival, the same for the same seed. Every copy is shuffled. Half of the copies
 * are spread over the whole time, half are bunched, so that several workers process one purchase. A duplicate may come directly
 * after its original, long after it, or before it.
 */
export function planArrivals(
  stories: readonly Pick<Story, 'provider' | 'deliveries'>[],
  seed: number,
): Requests {
  const random = createRandom(seed);
  return stories
    .flatMap(({ provider, deliveries }) => {
      const width = random() < 0.5 ? 1 : BUNCH;
      const start = random() * (1 - width);
      return deliveries
        .flatMap((delivery) => (random() < DUPLICATES ? [delivery, delivery] : [delivery]))
        .map((delivery) => ({
          place: start + random() * width,
          request: { ...delivery, provider, forged: false },
        }));
    })
    .toSorted((a, b) => a.place - b.place)
    .map(({ request }) => request);
}
