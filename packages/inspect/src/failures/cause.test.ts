import { expect, it } from 'vitest';
import { causeOf } from './cause.ts';

it.each([
  ['answered 503 for tr_12345, evt_1ABC', 'answered 503 for …, …'],
  ['no order 0198c2d4-7a3f-7000-8000-abcdefabcdef at 2026-01-31T12:00:00.000Z', 'no order … at …:00:00.000Z'],
  ['value_refused: data.object.amount is 12,500', 'value_refused: data.object.amount is 12,500'],
  ['first line\nsecond line 12345', 'first line'],
  ['', ''],
  [`${'x '.repeat(100)}evt_12345`, 'x '.repeat(100)],
])('the cause of %j is %j', (error, cause) => {
  expect(causeOf(error)).toBe(cause);
});
