import { readFileSync } from 'node:fs';
import type { CanonicalEvent } from '@payspool/events';
import { normalise } from './normalise.ts';

/** For tests: a fixture's bytes. */
export const fixture = (name: string): Buffer =>
  readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url));

/** For tests: a fixture with fields of its resource, or of its envelope, replaced. */
export function changed(name: string, resource: object, envelope: object = {}): Buffer {
  const body = JSON.parse(fixture(name).toString()) as { resource: object };
  return Buffer.from(JSON.stringify({ ...body, ...envelope, resource: { ...body.resource, ...resource } }));
}

/** For tests: what a body means, where it means anything. */
export function eventsOf(body: Buffer): readonly CanonicalEvent[] {
  const normalised = normalise({ body, headers: {} });
  if (normalised.outcome !== 'events') throw new Error(normalised.reason);
  return normalised.events;
}
