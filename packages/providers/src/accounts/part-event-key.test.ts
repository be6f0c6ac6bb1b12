import { describe, expect, it } from 'vitest';
import { distinctKeys, partEventKey } from './read-delivery.ts';

describe('the key of a part', () => {
  it('contains the key of the delivery and the id of the part', () => {
    expect(partEventKey('WH-1', { key: '4AB123' })).toBe('WH-1#4AB123');
  });

  it('is the own key of a part that may arrive in several deliveries', () => {
    const part = { key: 'EV1', eventKey: 'EV1' };
    expect(partEventKey('WB-1', part)).toBe('EV1');
    expect(partEventKey('WB-2', part)).toBe('EV1');
    expect(partEventKey('WB-1', { ...part, eventKey: 'not printable ü' })).toBe('WB-1#EV1');
  });

  it.each([
    ['a long id', 'WH-1', 'x'.repeat(300)],
    ['an id with a space', 'WH-1', 'a b'],
    ['an empty id', 'd'.repeat(255), ''],
    ['a delivery with a long key', 'd'.repeat(255), 'part'],
    ['both', 'd'.repeat(255), 'ü'.repeat(300)],
  ])('is valid for %s', (_, delivery, part) => {
    const key = partEventKey(delivery, { key: part });
    expect(key).toMatch(/^[\x21-\x7e]{1,255}$/);
    expect(partEventKey(delivery, { key: part })).toBe(key);
    expect(partEventKey(delivery, { key: `${part}2` })).not.toBe(key);
    expect(partEventKey(`${delivery.slice(1)}e`, { key: part })).not.toBe(key);
  });
});

describe('the keys of several parts', () => {
  it('do not change if each occurs once', () => {
    expect(distinctKeys(['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
  });

  it('are numbered if they repeat, even if another part has the numbered key already', () => {
    expect(distinctKeys(['a', 'a', 'a~2', 'a'])).toEqual(['a', 'a~3', 'a~2', 'a~4']);
  });
});
