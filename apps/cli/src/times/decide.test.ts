import { describe, expect, it } from 'vitest';
import { type Dated, decide } from './decide.ts';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-01-31T12:00:00.000Z');

/** A row that was received at the true time, stored in a zone that is this many hours ahead, and recorded two seconds later. */
const event = (
  id: number,
  atMs: number,
  { ahead, shifted = false, shows = true, recorded = true }: Partial<Options> & { ahead: number },
): Dated => {
  const storedMs = shifted ? atMs - ahead * HOUR : atMs;
  return {
    id: BigInt(id),
    storedMs,
    unshiftedMs: storedMs + ahead * HOUR,
    ...(shows && { shown: shifted ? ('shifted' as const) : ('right' as const) }),
    ...(recorded && { recordedMs: atMs + 2000 }),
  };
};
interface Options {
  readonly shifted: boolean;
  readonly shows: boolean;
  readonly recorded: boolean;
}
const SILENT = { shows: false, recorded: false };

async function verdicts(rows: readonly Dated[]) {
  const found: string[] = [];
  const all = async function* (): AsyncGenerator<Dated> {
    yield* rows;
  };
  for await (const { row, verdict } of decide(all())) found.push(`${row.id} ${verdict}`);
  return found;
}

it('a row whose own times decide ignores the rows around it', async () => {
  const rows = [
    event(1, NOON, { ahead: 5.5, shifted: true }),
    event(2, NOON + 1000, { ahead: 5.5 }),
    event(3, NOON + 2000, { ahead: 5.5, shifted: true }),
  ];
  expect(await verdicts(rows)).toEqual(['1 shifted', '2 right', '3 shifted']);
});

it('in the hour that is skipped in spring, the earlier of two possible times counts if the later one was still in the future', async () => {
  const row = { ...event(2, NOON, { ahead: 1, shifted: true, ...SILENT }), unshiftedMs: NOON + HOUR };
  const around = [event(1, NOON - 1000, { ahead: 1, shifted: true }), event(3, NOON + 1000, { ahead: 1 })];
  const rows = (orEarlierMs?: number) =>
    [around[0], { ...row, orEarlierMs }, around[1]].filter((one) => one !== undefined);
  expect(await verdicts(rows(NOON))).toEqual(['1 shifted', '2 shifted', '3 right']);
  expect(await verdicts(rows())).toEqual(['1 shifted', '2 right', '3 right']);
});

describe.each([
  ['east of Greenwich', 5.5],
  ['west of it', -5],
])('%s a row whose own times do not decide', (_, ahead) => {
  it('is decided like the rows before and after it', async () => {
    const rows = [
      event(1, NOON, { ahead, shifted: true }),
      event(2, NOON + 1000, { ahead, shifted: true, ...SILENT }),
      event(3, NOON + 2000, { ahead, shifted: true, ...SILENT }),
      event(4, NOON + 3000, { ahead, shifted: true }),
      event(5, NOON + 4000, { ahead }),
      event(6, NOON + 5000, { ahead, ...SILENT }),
      event(7, NOON + 6000, { ahead }),
    ];
    const expected = ['1 shifted', '2 shifted', '3 shifted', '4 shifted', '5 right', '6 right', '7 right'];
    expect(await verdicts(rows)).toEqual(expected);
  });

  it('is decided like the last row, or the first one, if there is no row on its other side', async () => {
    const rows = [
      event(1, NOON, { ahead, shifted: true, ...SILENT }),
      event(2, NOON + 1000, { ahead, shifted: true }),
      event(3, NOON + 2000, { ahead, shifted: true, ...SILENT }),
    ];
    expect(await verdicts(rows)).toEqual(['1 shifted', '2 shifted', '3 shifted']);
  });

  it.each([true, false])(
    'between rows of both kinds is decided by the time at which it was recorded: shifted %s',
    async (shifted) => {
      const rows = [
        event(1, NOON, { ahead, shifted: true }),
        event(2, NOON + 1000, { ahead, shifted, ...SILENT }),
        event(3, NOON + 5000, { ahead }),
      ];
      expect(await verdicts(rows)).toEqual(['1 shifted', `2 ${shifted ? 'shifted' : 'right'}`, '3 right']);
    },
  );

  it('was written again later if it was received after all rows around it were recorded, and is not changed', async () => {
    const rows = [
      event(1, NOON, { ahead, shifted: true }),
      event(2, NOON + 48 * HOUR, { ahead, ...SILENT }),
      event(3, NOON + 2000, { ahead, shifted: true }),
    ];
    expect(await verdicts(rows)).toEqual(['1 shifted', '2 unknown', '3 shifted']);
  });

  it('is unknown between rows of both kinds if both fit', async () => {
    const rows = [
      event(1, NOON, { ahead, shifted: true }),
      event(2, NOON + 30 * HOUR, { ahead, ...SILENT }),
      event(3, NOON + 60 * HOUR, { ahead }),
    ];
    expect(await verdicts(rows)).toEqual(['1 shifted', '2 unknown', '3 right']);
  });

  it('is unknown if no row decides', async () => {
    expect(await verdicts([event(1, NOON, { ahead, ...SILENT })])).toEqual(['1 unknown']);
  });

  it('is right if both give the same time', async () => {
    expect(await verdicts([event(1, NOON, { ahead: 0, ...SILENT })])).toEqual(['1 right']);
  });
});
