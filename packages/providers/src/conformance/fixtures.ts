import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { UnusableEventError } from '../contract/index.ts';
import type { Simulator } from '../simulator/contract.ts';

export interface Fixture {
  /** File name without `.json`; begins with the provider's event type. */
  readonly name: string;
  /** The file, byte for byte. */
  readonly content: Buffer;
  /** The body that the provider would send: the same, unless its simulator encodes it. */
  readonly body: Buffer;
}

/** The fixtures in a provider's `simulator/fixtures/`, as its simulator encodes them. */
export function fixturesOf(
  slug: string,
  { encode = (content) => content }: Pick<Simulator, 'encode'> = {},
): readonly Fixture[] {
  const folder = new URL(`../${slug}/simulator/fixtures/`, import.meta.url);
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
  return files.map((file) => {
    const content = readFileSync(new URL(file, folder));
    return { name: file.slice(0, -'.json'.length), content, body: encode(content) };
  });
}

/** The same JSON in other bytes, as after a framework has parsed and written it again. */
export function reserialised(body: Buffer): Buffer {
  const json: unknown = JSON.parse(body.toString());
  const spellings = [JSON.stringify(json), JSON.stringify(json, null, 2)].map((text) => Buffer.from(text));
  return spellings.find((spelling) => !spelling.equals(body)) ?? Buffer.of();
}

/** Copies of the body with one bit changed: at the start, in the middle and at the end. */
export const withFlippedBit = (body: Buffer): readonly Buffer[] =>
  [0, body.length >> 1, body.length - 1].map((position) => {
    const changed = Buffer.from(body);
    changed[position] = (changed[position] ?? 0) ^ 1;
    return changed;
  });

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
