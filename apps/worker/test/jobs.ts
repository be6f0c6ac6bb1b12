import { findProvider, isHint } from '@payspool/providers';
import { type ScenarioName, simulatorOf } from '@payspool/providers/simulator';
import type { DeliveryJob } from '@payspool/queue';

const STARTS_AT = new Date('2026-01-31T12:00:00.000Z');

/** The job that ingest makes from an authentic body. */
export function jobOf(slug: string, body: Buffer, overrides: Partial<DeliveryJob> = {}): DeliveryJob {
  const provider = findProvider(slug);
  if (!provider) throw new Error(`there is no provider ${slug}`);
  const identity = provider.identify({ headers: {}, body });
  const { eventKey, type } = identity;
  return {
    kind: isHint(identity, provider) ? 'hint' : 'event',
    provider: slug,
    account: 'default',
    mode: 'test',
    eventKey,
    ...(type === undefined ? {} : { type }),
    receivedAt: new Date('2026-01-31T12:05:00.000Z'),
    headers: {},
    body,
    ...overrides,
  };
}

/** The deliveries of a scenario, and the rows that must result. `uid` makes copies different. */
export function scenarioOf(slug: string, name: ScenarioName, uid: string) {
  const scenario = simulatorOf(slug).scenarios[name]?.({ uid, startsAt: STARTS_AT });
  if (!scenario) throw new Error(`${slug} has no scenario ${name}`);
  return scenario;
}

/** The body of one type in a scenario. */
export function bodyOf(
  slug: string,
  name: ScenarioName,
  { uid, type }: { readonly uid: string; readonly type: string },
): Buffer {
  const found = scenarioOf(slug, name, uid).deliveries.find((delivery) => delivery.type === type);
  if (!found) throw new Error(`the scenario ${name} of ${slug} sends no ${type}`);
  return found.body;
}

/** A JSON body with some fields of `data.object` replaced. */
export function withObject(body: Buffer, fields: Readonly<Record<string, unknown>>): Buffer {
  const event = JSON.parse(body.toString()) as { data: { object: object } };
  return Buffer.from(
    JSON.stringify({ ...event, data: { ...event.data, object: { ...event.data.object, ...fields } } }),
  );
}
