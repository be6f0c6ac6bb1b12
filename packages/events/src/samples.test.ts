import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseEvents, serializeEvents } from './canonical-event.ts';
import { isTopic, parsePayload, PAYLOAD_VERSION, serializePayload } from './topics.ts';

const SAMPLES = new URL('../samples/', import.meta.url);

/** All samples of one kind, as `pnpm versions` generated them when it recorded a version. */
function samplesOf(kind: string) {
  const versions = readdirSync(new URL(`${kind}/`, SAMPLES)).filter((name) => /^v\d+$/.test(name));
  return versions.flatMap((version) =>
    readdirSync(new URL(`${kind}/${version}/`, SAMPLES)).map((file) => ({
      version: Number(version.slice(1)),
      name: file.replace('.json', ''),
      stored: JSON.parse(readFileSync(new URL(`${kind}/${version}/${file}`, SAMPLES), 'utf8')) as Record<
        string,
        unknown
      >[],
    })),
  );
}

const recorded = JSON.parse(readFileSync(new URL('payloads/on-record.json', SAMPLES), 'utf8')) as Readonly<
  Record<string, object>
>;

describe('a stored payload of any version', () => {
  const samples = samplesOf('payloads');

  it('has samples of every topic of its version', () => {
    const expected = Object.entries(recorded).flatMap(([version, topics]) =>
      Object.keys(topics).map((topic) => `${version} ${topic}`),
    );
    expect(samples.map(({ version, name }) => `${version} ${name}`).toSorted()).toEqual(expected.toSorted());
    expect(Object.keys(recorded).map(Number)).toEqual(
      Array.from({ length: PAYLOAD_VERSION }, (_, index) => index + 1),
    );
  });

  it.each(samples)('is read: version $version of $name', ({ version, name, stored }) => {
    if (!isTopic(name)) throw new Error(`${name} is no longer a topic`);
    for (const sample of stored) {
      expect(sample).toMatchObject({ version });
      const read = parsePayload(name, sample);
      const { version: _, ...said } = sample;
      // Every stored value is still in the result.
      expect(serializePayload(name, read)).toMatchObject({ ...said, version: PAYLOAD_VERSION });
    }
  });
});

describe('a stored canonical event of any release', () => {
  const samples = samplesOf('events');

  it('has samples', () => {
    expect(new Set(samples.map(({ version }) => version)).size).toBeGreaterThan(0);
  });

  it.each(samples)('is read completely: $name of state $version', ({ stored }) => {
    expect(serializeEvents(parseEvents(stored))).toEqual(stored);
  });
});
