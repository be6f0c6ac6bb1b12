import { describe, expect, it } from 'vitest';
import { type Cursor, cursorText, pageClauses, pageOf, readCursor } from './page.ts';

const KEYSET = { time: 'received_at', id: 'id', idType: 'bigint' } as const;
const at = new Date('2026-01-31T12:00:00.123Z');
const place = (id: number): Cursor => ({ at, id: String(id) });

describe('a place in a list', () => {
  it('is read back from its text', () => {
    expect(readCursor(cursorText(place(4711)))).toEqual(place(4711));
  });

  it.each(['', 'x', '2026-01-31T12:00:00.123Z', '2026-99-31T12:00:00.123Z~1', `${at.toISOString()}~\0`])(
    'is not read from %j',
    (text) => {
      expect(readCursor(text)).toBeUndefined();
    },
  );
});

describe('a page', () => {
  it('selects older rows from the newest on, and newer ones from the oldest on', () => {
    const older = pageClauses({ older: place(7) }, KEYSET);
    expect(older.where.text).toBe('(received_at, id) < ($1::timestamptz, $2::bigint)');
    expect(older.orderBy.text).toBe('ORDER BY received_at DESC, id DESC LIMIT $1');
    const newer = pageClauses({ newer: place(7) }, KEYSET);
    expect(newer.where.text).toContain(') > (');
    expect(newer.orderBy.text).toContain('received_at ASC, id ASC');
  });

  it('leads to the pages beside it', () => {
    const first = pageOf([9, 8, 7], { limit: 2 }, place);
    expect(first).toEqual({ rows: [9, 8], older: place(8), newer: undefined });
    const second = pageOf([7], { older: place(8), limit: 2 }, place);
    expect(second).toEqual({ rows: [7], older: undefined, newer: place(7) });
    const back = pageOf([8, 9], { newer: place(7), limit: 2 }, place);
    expect(back).toEqual({ rows: [9, 8], older: place(8), newer: undefined });
    expect(pageOf([], {}, place)).toEqual({ rows: [], older: undefined, newer: undefined });
  });
});
