import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { decodeDeliveryJob, encodeDeliveryJob } from './delivery-job.ts';
import { decodeReactionJob, encodeReactionJob } from './reaction-queue.ts';

const SAMPLES = new URL('../samples/', import.meta.url);

const CODECS = {
  delivery: (job: unknown) => encodeDeliveryJob(decodeDeliveryJob(job)),
  reaction: (job: unknown) => encodeReactionJob(decodeReactionJob(job)),
};

const samples = Object.entries(CODECS).flatMap(([kind, carry]) => {
  const folder = new URL(`${kind}/`, SAMPLES);
  const recorded = JSON.parse(readFileSync(new URL('on-record.json', folder), 'utf8')) as object;
  return Object.keys(recorded).flatMap((version) =>
    readdirSync(new URL(`v${version}/`, folder)).map((file) => ({
      kind,
      version: Number(version),
      carry,
      stored: JSON.parse(readFileSync(new URL(`v${version}/${file}`, folder), 'utf8')) as Record<
        string,
        unknown
      >[],
    })),
  );
});

it.each(samples)('a stored $kind job of version $version is read', ({ version, carry, stored }) => {
  expect(stored).not.toHaveLength(0);
  for (const sample of stored) {
    expect(sample).toMatchObject({ v: version });
    const { v: _, ...said } = sample;
    // Every stored value is still in the result.
    expect(carry(sample)).toMatchObject(said);
  }
});

it('both kinds of job have samples', () => {
  expect(new Set(samples.map(({ kind }) => kind))).toEqual(new Set(['delivery', 'reaction']));
});
