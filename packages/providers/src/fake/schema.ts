import { Word } from '@payspool/events';
import { z } from 'zod';

/** The fields of every event. */
export const Envelope = z.object({
  id: Word,
  kind: Word,
  /** Unix seconds. */
  at: z.number().optional().catch(undefined),
});

/** A delivery of several events, each about a purchase of its own. */
export const BatchEnvelope = z.object({ events: z.array(z.unknown()).max(1000) });

/** An event about a charge: only the fields that are used. */
export const ChargeEnvelope = z.object({
  charge: z.object({
    id: Word,
    order: Word,
    /** Minor units. */
    cents: z.int().nonnegative(),
    cents_refunded: z.int().nonnegative().optional(),
    currency: z.enum(['EUR', 'USD']),
    customer: Word.nullish(),
    decline_code: Word.nullish(),
  }),
});
export type Charge = z.output<typeof ChargeEnvelope>['charge'];
