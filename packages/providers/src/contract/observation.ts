import { createHash } from 'node:crypto';
import { type CanonicalEvent, serializeEvents } from '@payspool/events';
import { z } from 'zod';
import type { Observation } from './provider-reads.ts';
import { checkShape, readJson, readLosslessJson } from './parse-body.ts';

/**
 * The recorded form of an object that the API returned: `{"observed":{"kind":…,"id":…,"askedAt":…},"answer":…}`, with the bytes of the
 * answer unchanged.
 */
export const observationBody = (
  { kind, id }: Pick<Observation, 'kind' | 'id'>,
  { askedAt, answer }: { readonly askedAt: Date; readonly answer: Buffer },
): Buffer =>
  Buffer.concat([
    Buffer.from(`{"observed":${JSON.stringify({ kind, id, askedAt: askedAt.toISOString() })},"answer":`),
    answer,
    Buffer.from('}'),
  ]);

const Observed = z.object({
  observed: z.object({ kind: z.string(), id: z.string(), askedAt: z.iso.datetime({ precision: 3 }) }),
  answer: z.unknown(),
});

/** A recorded observation. `answer` is not checked yet: use `checkShape` with the path `answer`. */
export interface ReadObservation {
  readonly kind: string;
  readonly id: string;
  /** When the API was asked, by the provider's clock: `2026-01-31T12:00:00.000Z`. */
  readonly askedAt: string;
  readonly answer: unknown;
}

/**
 * Reads a recorded observation. With `isLossless`, numbers of the answer keep their text as `LosslessNumber`.
 *
 * @throws {UnusableEventError} `not_json` or `schema_violation`
 */
export function readObservation(
  body: Buffer,
  { isLossless = false }: { readonly isLossless?: boolean } = {},
): ReadObservation {
  const { observed, answer } = checkShape(Observed, isLossless ? readLosslessJson(body) : readJson(body));
  return { ...observed, answer };
}

/**
 * The event key of an observation: `<kind>:<id>:<hash of its meaning>`. The same state read again has the same key, even if fields that mean
 * nothing here differ. If the time of the question is the only time that one of its events has, the key ends with it, `@1769860800`: the same
 * state may come back after another one. `observedState` is the same for both.
 */
export function observationKey(
  { kind, id }: Pick<Observation, 'kind' | 'id'>,
  events: readonly CanonicalEvent[],
  askedAt: string,
): string {
  const meaning = serializeEvents(events).map((event) =>
    event.occurredAt === askedAt ? { ...event, occurredAt: 'when asked' } : event,
  );
  const isTimed = events.some(({ occurredAt }) => occurredAt === askedAt);
  const digest = createHash('sha256').update(JSON.stringify(meaning)).digest('hex').slice(0, 32);
  const time = isTimed ? `@${Math.floor(Date.parse(askedAt) / 1000)}` : '';
  const key = `${kind}:${id}:${digest}${time}`;
  return /^[\x21-\x7e]{1,255}$/.test(key) ? key : `${kind}:${digest}${time}`;
}

/** The state that an observation shows: its event key without the time of the question. */
export const observedState = (eventKey: string): string => eventKey.replace(/@\d+$/, '');
