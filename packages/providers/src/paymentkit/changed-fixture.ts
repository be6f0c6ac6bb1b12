import { readFileSync } from 'node:fs';
import { UnusableEventError } from '../contract/index.ts';
import { normalise } from './normalise.ts';

const currencies = { pc_payspooltoken: 18, pc_payspooldollar: 6 };

/** For tests: the meaning of a fixture with other values at some paths; `undefined` removes the field. */
export function changed(type: string, changes: Readonly<Record<string, unknown>>, signedAt?: Date) {
  const body = JSON.parse(
    readFileSync(new URL(`./fixtures/${type}.json`, import.meta.url), 'utf8'),
  ) as typeof changes;
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.');
    const parent = keys.slice(0, -1).reduce((node, key) => node[key] as typeof changes, body);
    Object.assign(parent, { [keys.at(-1) ?? '']: value });
  }
  return normalise({ body: Buffer.from(JSON.stringify(body)), signedAt }, { currencies });
}

export function eventsOf(type: string, changes: Readonly<Record<string, unknown>> = {}) {
  const normalised = changed(type, changes);
  if (normalised.outcome === 'ignored') throw new Error(normalised.reason);
  return normalised.events;
}

/** The problem that `run` must throw; other errors are thrown again. */
export function problemOf(run: () => unknown): UnusableEventError {
  try {
    run();
  } catch (error) {
    if (error instanceof UnusableEventError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The meaning of a body that a test has made. */
export const read = (body: unknown) => normalise({ body: Buffer.from(JSON.stringify(body)) }, { currencies });
