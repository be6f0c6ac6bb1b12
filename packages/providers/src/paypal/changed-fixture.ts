import { readFileSync } from 'node:fs';
import type { CanonicalEvent } from '@payspool/events';
import type { Normalised } from '../contract/provider.ts';
import type { MerchantSettings } from './merchant.ts';
import { normalise } from './normalise.ts';

/** For tests: a fixture's bytes. */
export const fixture = (name: string): Buffer =>
  readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url));

/** For tests: a fixture with fields of its resource, or of its envelope, replaced. */
export function changed(name: string, resource: object, envelope: object = {}): Buffer {
  const body = JSON.parse(fixture(name).toString()) as { resource: object };
  return Buffer.from(JSON.stringify({ ...body, ...envelope, resource: { ...body.resource, ...resource } }));
}

/** For tests: the meaning of a body with these settings; nothing is configured by default. */
export const read = (body: Buffer, settings: MerchantSettings = { merchantId: [] }): Normalised =>
  normalise({ body, headers: {} }, settings);

/** For tests: the meaning of a body about one purchase or subscription. */
export function eventsOf(body: Buffer): readonly CanonicalEvent[] {
  const normalised = read(body);
  if (normalised.outcome !== 'events') throw new Error(`${normalised.type} is ${normalised.outcome}`);
  return normalised.events;
}

/** For tests: the warnings about a body. */
export function warningsOf(body: Buffer): readonly string[] {
  const normalised = read(body);
  if (normalised.outcome === 'split')
    return normalised.parts.flatMap((part) => ('warnings' in part ? part.warnings : []));
  return normalised.outcome === 'events' ? normalised.warnings : [];
}
