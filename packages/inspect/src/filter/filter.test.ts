import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choiceKey,
  countKey,
  durationKey,
  filterCondition,
  type FilteredList,
  FilterError,
  moneyKey,
  parseFilter,
  printFilter,
  termText,
  textKey,
  timeKey,
  wordKey,
  writtenFilter,
} from './index.ts';

const help = 'What it means.';
const LIST: FilteredList = {
  name: 'events',
  bareKey: 'id',
  window: { key: 'received', value: '7d' },
  keys: {
    id: wordKey({ column: 'e.event_key', help, isNarrow: true }),
    type: wordKey({ column: 'e.type', help }),
    status: choiceKey({ column: 'e.status', type: 'event_status', choices: ['applied', 'failed'], help }),
    error: textKey({ column: 'e.error', help }),
    received: timeKey({ column: 'e.received_at', help }),
    attempts: countKey({ column: 'r.attempts', help }),
    late: durationKey({ column: '(e.received_at - e.occurred_at)', help }),
    amount: moneyKey({ column: 'o.amount_minor', exponent: 'o.exponent', help }),
  },
};
const NOW = new Date('2026-11-28T12:00:00.000Z');
const parse = (text: string) => parseFilter(LIST, text, NOW);
const condition = (text: string) => filterCondition(parse(text));
const printed = (text: string) => printFilter(parse(text));

function faultsOf(text: string) {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof FilterError) return error.faults;
  }
  return [];
}

describe('a filter', () => {
  it('joins terms by and, values by or', () => {
    const { text, values } = condition('status:applied,failed type:invoice.*,charge.refunded id:x');
    expect(text).toBe(
      '(e.status = ANY ($1::event_status[])) AND ((e.type = $2::text OR starts_with(e.type, $3))) AND (e.event_key = $4::text)',
    );
    expect(values).toEqual([['applied', 'failed'], 'charge.refunded', 'invoice.', 'x']);
  });

  it('excludes with a minus, and what has no value is then included', () => {
    expect(condition('-status:failed id:x').text).toContain('(e.status = $1::event_status) IS NOT TRUE AND');
  });

  it('reads quotes, and a word alone as an id', () => {
    const { terms } = parse(String.raw`error:"not a \"decimal\"" "hint:a b" type:"a*"`);
    expect(terms.map(({ key, matches }) => [key, ...matches.texts])).toEqual([
      ['error', 'not a "decimal"'],
      ['id', 'hint:a b'],
      ['type', 'a*'],
    ]);
  });

  it('selects seven days, unless it selects a time or names one thing', () => {
    expect(writtenFilter(parse('status:failed'))).toBe('received:7d status:failed');
    expect(printed('')).toBe('received:>2026-11-21T12:00:00.000Z');
    expect(printed('-received:today')).toContain('received:>2026-11-21T12:00:00.000Z -received:');
    expect(printed('id:x')).toBe('id:x');
  });

  it.each([
    ['received:24h', 'received:>2026-11-27T12:00:00.000Z'],
    ['received:48h..24h', 'received:2026-11-26T12:00:00.000Z..2026-11-27T12:00:00.000Z'],
    ['received:..24h', 'received:<2026-11-27T12:00:00.000Z'],
    ['received:>2026-11-20', 'received:>2026-11-20T00:00:00.000Z'],
    ['received:<2026-11-20T10:00+02:00', 'received:<2026-11-20T08:00:00.000Z'],
    ['received:2026-11-20..2026-11-21', 'received:2026-11-20T00:00:00.000Z..2026-11-22T00:00:00.000Z'],
    ['received:2026-11-20', 'received:2026-11-20T00:00:00.000Z..2026-11-21T00:00:00.000Z'],
    ['received:yesterday', 'received:2026-11-27T00:00:00.000Z..2026-11-28T00:00:00.000Z'],
    ['received:2026-11-20T10:15', 'received:2026-11-20T10:15:00.000Z..2026-11-20T10:16:00.000Z'],
    ['id:x attempts:>3,1,5..,..2,4..6', 'id:x attempts:>3,1,5..,..2,4..6'],
    ['id:x late:>60m,1h..36h,<48h', 'id:x late:>1h,1h..36h,<2d'],
    ['id:x amount:0100.50,>5', 'id:x amount:100.50,>5'],
    ['STATUS:Failed received:1d', 'status:failed received:>2026-11-27T12:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(printed(text)).toBe(expected);
  });

  it('compares amounts in minor units', () => {
    const { text, values } = condition('id:x amount:50..100');
    expect(text).toContain(
      'o.amount_minor >= ($2::numeric * power(10::numeric, o.exponent)) AND o.amount_minor <=',
    );
    expect(values).toEqual(['x', '50', '100']);
  });

  it('writes a term for any value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        fc.pre(!value.includes('\0'));
        expect(parse(termText('type', value)).terms.at(-1)?.matches.texts).toEqual([value]);
      }),
    );
  });
});

describe('a mistake in a filter', () => {
  it.each([
    ['staus:failed', 0, 'staus:failed', 'status:', 'no key staus'],
    ['type:a status:faild', 7, 'status:faild', 'failed', 'one of applied, failed'],
    ['received:>24h', 0, 'received:>24h', undefined, 'expected `24h`'],
    ['received:2026-02-31', 0, 'received:2026-02-31', undefined, 'expected'],
    ['late:1h', 0, 'late:1h', undefined, 'expected `>1h`'],
    ['attempts:many', 0, 'attempts:many', undefined, 'expected `3`'],
    ['type:a*b', 0, 'type:a*b', undefined, 'only at the end'],
    ['type:>5', 0, 'type:>5', undefined, 'a word'],
    ['status:f*', 0, 'status:f*', undefined, 'only at the end'],
    ['type:', 0, 'type:', undefined, 'missing'],
    ['type:a,', 0, 'type:a,', undefined, 'missing'],
    ['error:"open', 0, 'error:"open', undefined, 'quote'],
    ['constructor:x', 0, 'constructor:x', undefined, 'no key constructor'],
  ])('%s is shown at its place', (text, at, term, near, message) => {
    const [fault] = faultsOf(text);
    expect(fault).toMatchObject({ at, term, message: expect.stringContaining(message) });
    expect(fault?.nearest).toBe(near);
  });

  it('does not conceal the others', () => {
    expect(faultsOf('staus:x type:a late:now')).toHaveLength(2);
    expect(() => parse('staus:failed')).toThrow(
      'filter, character 1, `staus:failed`: events have no key staus; they have id, type, status, error, received, attempts, late, amount. Did you mean `status:`?',
    );
  });

  it('also is too much', () => {
    expect(faultsOf('type:a '.repeat(41))[0]?.message).toContain('40 terms');
    expect(faultsOf(`type:${'a,'.repeat(60)}a`)[0]?.message).toContain('50 values');
    expect(faultsOf('x'.repeat(2001))[0]?.message).toContain('2000 characters');
    expect(faultsOf('type:\0')[0]?.message).toContain('Postgres');
  });
});

const key = fc.constantFrom(...Object.keys(LIST.keys), 'other');
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.stringMatching(/^[<>]?[0-9a-z.,:"*\\-]{0,12}$/),
  fc.constantFrom(
    '24h',
    '7d..1d',
    '>5',
    '2..',
    '..9',
    'failed',
    'a*',
    '"a b"',
    '2026-11-20',
    '1.50',
    '>2026-11-20T10:00Z',
  ),
);
const filterText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(fc.tuple(fc.constantFrom('', '-'), key, fc.array(value, { minLength: 1, maxLength: 3 })), {
      maxLength: 4,
    })
    .map((terms) => terms.map(([minus, name, values]) => `${minus}${name}:${values.join(',')}`).join(' ')),
);

function parsed(text: string) {
  try {
    return parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(FilterError);
    return undefined;
  }
}

describe('any text', () => {
  it('is refused, or has one form that is read back unchanged at any time', () => {
    fc.assert(
      fc.property(filterText, (text) => {
        const filter = parsed(text);
        if (!filter) return;
        const once = printFilter(filter);
        const again = parseFilter(LIST, once, new Date('2031-05-05T05:05:05.005Z'));
        expect(printFilter(again)).toBe(once);
        expect(filterCondition(again)).toEqual(filterCondition(filter));
      }),
      { numRuns: 2_000 },
    );
  });

  it('changes nothing in the text of the statement but the number of its values', () => {
    fc.assert(
      fc.property(filterText, (text) => {
        const filter = parsed(text);
        if (!filter) return;
        const neutral = filter.terms.map((term) => ({
          ...term,
          matches: {
            ...term.matches,
            texts: term.matches.texts.map(() => 'x'),
            prefixes: term.matches.prefixes.map(() => 'x'),
          },
        }));
        expect(filterCondition(filter).text).toBe(filterCondition({ ...filter, terms: neutral }).text);
      }),
      { numRuns: 1_000 },
    );
  });
});
