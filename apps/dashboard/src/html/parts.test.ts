import { describe, expect, it } from 'vitest';
import { bars } from './bars.ts';
import { commandText } from './command.ts';
import { diff, jsonDiff } from './diff.ts';
import { href } from './href.ts';
import { moneyText } from './money.ts';
import { status } from './status.ts';
import { table } from './table.ts';
import { duration, exactTime, relativeTime } from './time.ts';

const at = new Date('2026-01-31T12:00:00.900Z');
const later = (ms: number) => new Date(at.getTime() + ms);

describe('a time', () => {
  it('is exact to the second in UTC, with the largest unit beside it', () => {
    expect(exactTime(at)).toBe('2026-01-31 12:00:00Z');
    expect(relativeTime(at, later(3 * 3_600_000 + 720_000))).toBe('3 h ago');
    expect(relativeTime(at, later(-300_000))).toBe('in 5 min');
    expect(relativeTime(at, later(500))).toBe('now');
  });

  it.each([
    [250, '250 ms'],
    [45_000, '45 s'],
    [60_000, '1 min'],
    [11_520_000, '3 h 12 min'],
    [90_000_000, '1 d 1 h'],
    [86_400_000, '1 d'],
  ])('of %i ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});

describe('an amount', () => {
  it.each([
    [{ minor: 123_450n, exponent: 2, currency: 'eur' }, '1 234.50 EUR'],
    [{ minor: -5n, exponent: 2, currency: 'EUR' }, '−0.05 EUR'],
    [{ minor: 1_000_000n, exponent: 0, currency: 'JPY' }, '1 000 000 JPY'],
    [{ minor: 12_500_000_000_000_000_000n, exponent: 18, currency: 'pc' }, '12.500000000000000000 PC'],
    [{ minor: null, exponent: 2, currency: 'EUR' }, 'unknown'],
    [{ minor: 5n, exponent: null, currency: 'XYZ' }, '5 minor units XYZ'],
  ])('%o is %s', (amount, text) => {
    expect(moneyText(amount).replaceAll('\u00a0', ' ')).toBe(text);
  });
});

describe('an address', () => {
  it('encodes each part, so that an id leads nowhere else', () => {
    const event = { provider: 'stripe', account: 'default/acct_1', eventKey: '../a?b#c.json' };
    expect(href.event(event)).toBe('/events/stripe/default%2Facct_1/..%2Fa%3Fb%23c%2Ejson');
    expect(href.event({ ...event, eventKey: '..' })).toBe('/events/stripe/default%2Facct_1/%2E%2E');
  });

  it('keeps the query but for what changes, and has a twin for JSON', () => {
    expect(href.withQuery('/events', { filter: 'a b', older: '1' }, { older: undefined, newer: '2' })).toBe(
      '/events?filter=a+b&newer=2',
    );
    expect(href.json('/', { a: 'b' })).toBe('/index.json?a=b');
    expect(href.json(href.event({ provider: 'p', account: 'a', eventKey: 'k' }))).toBe('/events/p/a/k.json');
  });
});

describe('a command', () => {
  it.each([
    ['sha256:ab/c+d=', 'payspool events show sha256:ab/c+d='],
    ['evt;rm -rf', "payspool events show 'evt;rm -rf'"],
    ["it's", String.raw`payspool events show 'it'\''s'`],
  ])('with %s is what a shell reads', (key, text) => {
    expect(commandText(['events', 'show', key])).toBe(text);
  });
});

describe('a status', () => {
  it('has a word, a shape and a colour, also if it is unknown', () => {
    expect(status('past_due').toString()).toMatch(/class="st bad"[\s\S]*▲[\s\S]*past due/);
    expect(status('toString').toString()).toContain('st note');
  });
});

describe('a difference', () => {
  it('compares by path, and items by their id', () => {
    const before = {
      a: 1,
      b: [
        { id: 'x', v: 1 },
        { id: 'y', v: 2 },
      ],
      c: null,
    };
    const after = {
      a: 1,
      b: [
        { id: 'y', v: 3 },
        { id: 'x', v: 1 },
      ],
      c: 'new',
    };
    expect(jsonDiff(before, after)).toEqual({
      rows: [
        { field: 'b[y].v', before: '2', after: '3' },
        { field: 'c', before: null, after: 'new' },
      ],
      unchanged: 4,
    });
  });

  it('shows null as unknown', () => {
    const rows = [{ field: 'paid', before: null, after: '1' }];
    expect(diff({ caption: 'Changes', rows, unchanged: 2 }).toString()).toMatch(/unknown[\s\S]*2 unchanged/);
  });
});

describe('a table', () => {
  const columns = [
    { label: 'name', cell: (row: { name: string }) => row.name },
    { label: 'paid', isNumber: true, cell: () => 1n },
  ];
  it('has a caption, heads with a scope, and labels for narrow screens', () => {
    const text = table({ caption: 'Orders', columns, rows: [{ name: '<a>' }] }).toString();
    expect(text).toMatch(/<caption\s+class="sr"\s*>Orders<\/caption>/);
    expect(text).toMatch(/<th scope="col"\s*>name<\/th>/);
    expect(text).toMatch(/<th scope="row" data-label="name"\s*>&#60;a&#62;<\/th>/);
    expect(text).toMatch(/<td data-label="paid"\s+class="num"\s*>1<\/td>/);
  });

  it('without rows says what to do', () => {
    expect(table({ caption: 'Orders', columns, rows: [], empty: 'Make one.' }).toString()).toContain(
      'Make one.',
    );
  });
});

describe('bars', () => {
  const series = [
    { name: 'applied', tone: 'good' },
    { name: 'failed', tone: 'bad' },
  ];
  it('are a picture with a sentence, and the same numbers in a table', () => {
    const text = bars({
      sentence: '3 events',
      series,
      bars: [{ label: '04:10', values: [2, 1] }],
    }).toString();
    expect(text).toContain('aria-label="3 events"');
    expect(text).toMatch(/<td data-label="failed"\s+class="num"\s*>1<\/td>/);
    expect(text.match(/<path/g)).toHaveLength(2);
  });

  it('of nothing are empty', () => {
    expect(bars({ sentence: 'nothing', series, bars: [] }).toString()).toContain('All are zero.');
  });
});
