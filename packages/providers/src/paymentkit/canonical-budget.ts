import { createHash } from 'node:crypto';
import { UnavailableError, type Delivery } from '../contract/index.ts';
import { createBoundedMap } from '../io/bounded-map.ts';
import { createTokenBucket } from '../io/token-bucket.ts';
import { createUnprovenBudget } from '../io/unproven-budget.ts';

/** PaymentKit's events are a few kilobytes. A body of this length takes some milliseconds and is always verified. */
const LARGE_BYTES = 16 * 1024;
/** Maximum number of remembered sources of verified deliveries. */
const MAX_PROVEN = 256;

export interface CanonicalBudget {
  /** @throws {UnavailableError} if the budget is used up and the body cannot be processed now */
  readonly admit: (delivery: Delivery) => void;
  readonly judged: (delivery: Delivery, isAuthentic: boolean) => void;
}

/**
 * Limits the time that forgeries can take. The canonical text that a component signs must be made before the signature can be
 * checked. For a crafted body of a megabyte this takes a quarter of a second, so four of them per second would stop the process.
 * Large bodies from sources without a verified delivery share sixty per minute, with a part for each source. A source with a
 * verified delivery is not limited until it has sent as many forgeries.
 */
export function createCanonicalBudget(now: () => Date): CanonicalBudget {
  const unproven = createUnprovenBudget({
    anyone: { burst: 20, perMinute: 60 },
    source: { burst: 5, perMinute: 12 },
    provenSources: { burst: 5, perMinute: 12 },
    repeated: { burst: 5, perMinute: 12 },
    repeatedAfter: 2,
    maxRemembered: 1024,
  });
  const forgeriesOfProven = createTokenBucket({ burst: 20, perMinute: 60 });
  const proven = createBoundedMap<true>(MAX_PROVEN);
  const isProven = ({ source }: Delivery) => source !== undefined && proven.get(source) === true;
  const isLarge = ({ body }: Delivery) => body.length > LARGE_BYTES;

  return {
    admit: (delivery) => {
      const at = now().getTime();
      const knows = isProven(delivery);
      if (!isLarge(delivery) || (knows && forgeriesOfProven.waitMs(at) === 0)) return;
      const key = createHash('sha256').update(delivery.body).digest('base64');
      const admission = unproven({ key, source: delivery.source, isProven: knows, at });
      if (admission.admitted) return;
      const { retryAfterMs } = admission;
      throw new UnavailableError('too many large bodies with wrong signatures', { retryAfterMs });
    },
    judged: (delivery, isAuthentic) => {
      if (isAuthentic && delivery.source !== undefined) proven.set(delivery.source, true);
      if (!isAuthentic && isLarge(delivery) && isProven(delivery)) forgeriesOfProven.take(now().getTime());
    },
  };
}
