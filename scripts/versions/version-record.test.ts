import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { raiseToCurrent, type Upgrade } from '../../packages/events/src/index.ts';
import { schemaFingerprint } from './stored-schema.ts';
import { checkVersions, recordVersions, type VersionedForms, type VersionRecord } from './version-record.ts';

/** A topic with payloads of three versions: the second renamed a field, the third added a required one. */
const SHIPPED = {
  1: z.object({ version: z.literal(1), parcel: z.string() }),
  2: z.object({ version: z.literal(2), parcelRef: z.string() }),
  3: z.object({ version: z.literal(3), parcelRef: z.string(), carrier: z.string().nullable() }),
};
const UPGRADES: Readonly<Record<number, Upgrade>> = {
  1: ({ parcel, ...rest }) => ({ ...rest, parcelRef: parcel }),
  2: (stored) => ({ ...stored, carrier: null }),
};
const ON_RECORD: VersionRecord = {
  1: { shipped: schemaFingerprint(SHIPPED[1]) },
  2: { shipped: schemaFingerprint(SHIPPED[2]) },
};

const release = (
  current: 1 | 2 | 3,
  {
    schema = SHIPPED[current],
    upgrades = UPGRADES,
    more = {},
  }: {
    readonly schema?: z.ZodType;
    readonly upgrades?: Readonly<Record<number, Upgrade>>;
    readonly more?: Readonly<Record<string, string>>;
  } = {},
): VersionedForms => ({
  label: (name) => `payload of ${name}`,
  version: 'VERSION',
  upgrades: 'upgrades.ts',
  format: { field: 'version', current, upgrades },
  schemas: { shipped: schemaFingerprint(schema), ...more },
});

describe('a version that increases', () => {
  it('with an upgrade keeps stored data readable, once it is recorded', () => {
    const forms = release(3);
    expect(checkVersions(forms, ON_RECORD)).toEqual([
      'VERSION is 3, which is not recorded: run `pnpm versions`.',
    ]);
    const { record, refused } = recordVersions(forms, ON_RECORD, { unreleased: false });
    expect(refused).toEqual([]);
    expect(record).toEqual({ ...ON_RECORD, 3: { shipped: schemaFingerprint(SHIPPED[3]) } });
    expect(checkVersions(forms, record)).toEqual([]);

    const stored = [
      { version: 1, parcel: 'P-1' },
      { version: 2, parcelRef: 'P-1' },
      { version: 3, parcelRef: 'P-1', carrier: null },
    ];
    for (const one of stored)
      expect(SHIPPED[3].parse(raiseToCurrent(one, forms.format))).toEqual({
        version: 3,
        parcelRef: 'P-1',
        carrier: null,
      });
  });

  it('without an upgrade fails, recorded or not, because stored data cannot be read', () => {
    const { 2: _, ...upgrades } = UPGRADES;
    const forms = release(3, { upgrades });
    const unreadable = 'No upgrade reads version 2: add an upgrade from 2 to upgrades.ts.';
    expect(checkVersions(forms, ON_RECORD)).toContain(unreadable);
    const { record } = recordVersions(forms, ON_RECORD, { unreleased: false });
    expect(checkVersions(forms, record)).toEqual([unreadable]);
    expect(() => SHIPPED[3].parse(raiseToCurrent({ version: 2, parcelRef: 'P-1' }, forms.format))).toThrow(
      '3',
    );
  });
});

describe('a schema that changes without a new version', () => {
  const changed = release(2, { schema: SHIPPED[2].extend({ carrier: z.string() }) });
  const sentence =
    'The payload of shipped has a different schema than recorded for VERSION 2: increase the version, and add an upgrade from 2 to upgrades.ts.';

  it('fails', () => {
    expect(checkVersions(changed, ON_RECORD)).toEqual([sentence]);
  });

  it('is not recorded', () => {
    expect(recordVersions(changed, ON_RECORD, { unreleased: false })).toEqual({
      record: ON_RECORD,
      refused: [sentence],
    });
  });

  it('is recorded while the version is unreleased, and earlier versions stay', () => {
    const { record, refused } = recordVersions(changed, ON_RECORD, { unreleased: true });
    expect(refused).toEqual([]);
    expect(record).toEqual({ ...ON_RECORD, 2: changed.schemas });
  });

  it('fails for a new value in an enum, and passes for another description', () => {
    const status = (...words: [string, ...string[]]) => SHIPPED[2].extend({ status: z.enum(words) });
    const record = { 2: { shipped: schemaFingerprint(status('sent', 'lost')) } };
    expect(checkVersions(release(2, { schema: status('sent', 'lost', 'found') }), record)).toHaveLength(1);
    const described = status('lost', 'sent').describe('What became of it.');
    expect(checkVersions(release(2, { schema: described }), record)).toEqual([]);
  });
});

describe('a name', () => {
  it('that is new is recorded with the present version', () => {
    const forms = release(2, { more: { returned: 'abc' } });
    expect(checkVersions(forms, ON_RECORD)).toEqual([
      'The payload of returned is new and not recorded: run `pnpm versions`.',
    ]);
    expect(recordVersions(forms, ON_RECORD, { unreleased: false }).record[2]).toEqual(forms.schemas);
  });

  it('is reported in one sentence if there are several', () => {
    const record = { 2: { a: '1', b: '1', c: '1' } };
    const said = (schemas: Readonly<Record<string, string>>) =>
      checkVersions({ ...release(2), schemas }, record).map((text) => text.split(' than ')[0]);
    expect(said({ a: '2', b: '2', c: '2' })).toEqual([
      'The payload of a and 2 others have a different schema',
    ]);
    expect(said({ a: '1', b: '2', c: '2' })).toEqual([
      'The payload of b and 1 other have a different schema',
    ]);
  });

  it('that is removed fails, because stored data of it cannot be read', () => {
    const forms = { ...release(2), schemas: {} };
    expect(checkVersions(forms, ON_RECORD)).toEqual([
      'The payload of shipped is missing: its stored data can no longer be read. Keep its schema.',
    ]);
    expect(recordVersions(forms, ON_RECORD, { unreleased: false }).record).toBe(ON_RECORD);
  });
});

it('a version that decreases fails, and is not recorded, released or not', () => {
  const sentence = 'VERSION is 1, but 2 is recorded: a version never decreases.';
  expect(checkVersions(release(1), ON_RECORD)).toEqual([sentence]);
  expect(recordVersions(release(1), ON_RECORD, { unreleased: true })).toEqual({
    record: ON_RECORD,
    refused: [sentence],
  });
});
