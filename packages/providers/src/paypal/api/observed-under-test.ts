import type { CanonicalEvent } from '@payspool/events';
import { observationBody, observationKey, readObservation } from '../../contract/observation.ts';
import type { Normalised } from '../../contract/provider.ts';
import { fixture } from '../simulator/fixtures/changed-fixture.ts';
import type { Kind } from './kinds.ts';
import { normaliseObservation } from './observe.ts';

export const ASKED_AT = '2026-03-10T12:00:00.000Z';

/** For tests: the resource of a fixture, with fields replaced. The API shows an object in the form of the resource of its events. */
export const resourceOf = (name: string, changes: object = {}): Record<string, unknown> => {
  const { resource } = JSON.parse(fixture(name).toString()) as { resource: Record<string, unknown> };
  return { ...resource, ...changes };
};

/** For tests: the body of an observation of an object. */
export function bodyOf(kind: Kind, object: Readonly<Record<string, unknown>>, askedAt = ASKED_AT): Buffer {
  const id = String(object['dispute_id'] ?? object['id']);
  return observationBody(
    { kind, id },
    { askedAt: new Date(askedAt), answer: Buffer.from(JSON.stringify(object)) },
  );
}

/** For tests: what an object means; no merchant's account is configured. */
export const observed = (...object: Parameters<typeof bodyOf>): Normalised =>
  normaliseObservation({ body: bodyOf(...object) }, { merchantId: [] });

/** For tests: the events of an object. */
export function eventsOf(...object: Parameters<typeof bodyOf>): readonly CanonicalEvent[] {
  const meaning = observed(...object);
  if (meaning.outcome !== 'events') throw new Error(`the ${meaning.type} is ${meaning.outcome}`);
  return meaning.events;
}

/** For tests: the event key of an observation. */
export function keyOf(...object: Parameters<typeof bodyOf>): string {
  const { kind, id, askedAt } = readObservation(bodyOf(...object));
  return observationKey({ kind, id }, eventsOf(...object), askedAt);
}
