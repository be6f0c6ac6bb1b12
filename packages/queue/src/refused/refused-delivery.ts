import { z } from 'zod';

/** One delivery that was not authentic, without its body. It contains no secret and no signature. */
export interface RefusedDelivery {
  /** When it was refused, by the clock of ingest. */
  readonly at: Date;
  /** Slug of the provider. */
  readonly provider: string;
  /** The account of the route; of a route that several accounts share, the first of them. */
  readonly account: string;
  /** The stable code of the refusal: `signature_mismatch`. */
  readonly code: string;
  /** Which check failed, and what to do; the same sentences as those of `payspool verify`. */
  readonly why: string;
  /** The address of the sender, as ingest sees it. */
  readonly source?: string | undefined;
  /** Size of the body, bytes. */
  readonly bytes: number;
  /** The names of its headers, in lower case. */
  readonly headers: readonly string[];
  /** The values of those headers that can be no secret: ids, times, versions. */
  readonly shown: Readonly<Record<string, string>>;
  /** The time at which the sender says that it signed. Nothing proves it, unless the code begins with `timestamp_`. */
  readonly signedAt?: Date | undefined;
  /** Refusals of the same account and code since the record before, which have no record of their own. */
  readonly leftOut: number;
}

/** Number of refused deliveries that are kept. */
export const MAX_REFUSALS = 1000;

/** How long a refused delivery is kept, milliseconds: its record has an address. */
export const REFUSALS_KEPT_MS = 30 * 24 * 3_600_000;

const time = z.number().transform((ms) => new Date(ms));

const Stored = z.object({
  at: time,
  provider: z.string(),
  account: z.string(),
  code: z.string(),
  why: z.string(),
  source: z.string().optional(),
  bytes: z.number(),
  headers: z.array(z.string()),
  shown: z.record(z.string(), z.string()),
  signedAt: time.optional(),
  leftOut: z.number(),
});

/** The form in the store: one JSON text, times as milliseconds. */
export const refusalText = ({ at, signedAt, ...rest }: RefusedDelivery): string =>
  JSON.stringify({
    ...rest,
    at: at.getTime(),
    signedAt: signedAt?.getTime(),
  });

/** Reads `refusalText`; `undefined` for a text that another release wrote in a form of its own. */
export function readRefusal(text: string): RefusedDelivery | undefined {
  try {
    return Stored.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
