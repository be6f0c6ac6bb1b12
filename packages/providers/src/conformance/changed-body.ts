import { UnusableEventError } from '../contract/index.ts';

/** For tests: a JSON body with other values at some paths (`payload.payment.amount`); `undefined` removes the field. */
export function withChanges(body: Buffer, changes: Readonly<Record<string, unknown>>): Buffer {
  const json = JSON.parse(body.toString()) as typeof changes;
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.');
    const parent = keys.slice(0, -1).reduce((node, key) => node[key] as typeof changes, json);
    Object.assign(parent, { [keys.at(-1) ?? '']: value });
  }
  return Buffer.from(JSON.stringify(json));
}

/** For tests: the problem that `run` must throw; other errors are thrown again. */
export function problemOf(run: () => unknown): UnusableEventError {
  try {
    run();
  } catch (error) {
    if (error instanceof UnusableEventError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
