import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkEvents, type EventRecord, recordEvents } from './event-record.ts';
import { storedSchema } from './stored-schema.ts';

const Paid = z.object({
  type: z.enum(['paid']),
  ref: z.string().max(10),
  state: z.object({ plan: z.string().optional() }).optional(),
  note: z.string().optional(),
});
const Ended = z.object({ type: z.enum(['ended']), at: z.iso.datetime() });
const of = (paid: z.ZodType, ended: z.ZodType = Ended) => storedSchema(z.union([paid, ended]));
const ON_RECORD: EventRecord = { state: 1, schema: of(Paid) };

const WIDER = 'The schema of canonical events has widened and is not recorded: run `pnpm versions`.';

it('a recorded schema passes', () => {
  expect(checkEvents(of(Paid), ON_RECORD)).toEqual([]);
});

describe('a schema that widens', () => {
  it.each([
    ['by an optional field', of(Paid.extend({ more: z.int().optional() }))],
    [
      'by an optional field of an object',
      of(
        Paid.extend({
          state: z.object({ plan: z.string().optional(), seats: z.int().optional() }).optional(),
        }),
      ),
    ],
    ['by a further value', of(Paid.extend({ type: z.enum(['paid', 'paid_late']) }))],
    ['by a longer text', of(Paid.extend({ ref: z.string().max(20) }))],
    ['by null', of(Paid.extend({ note: z.string().nullish() }))],
    ['by a field that is now optional', of(Paid.partial({ ref: true }))],
    ['by a further form', storedSchema(z.union([Paid, Ended, z.object({ type: z.enum(['begun']) })]))],
  ])('%s must be recorded, as a further state', (_, schema) => {
    expect(checkEvents(schema, ON_RECORD)).toEqual([WIDER]);
    expect(recordEvents(schema, ON_RECORD, { unreleased: false })).toEqual({
      record: { state: 2, schema },
      refused: [],
    });
  });
});

describe('a schema that narrows', () => {
  it.each([
    ['a new required field', of(Paid.extend({ more: z.int() })), 'more may not be absent any more'],
    ['a field that is now required', of(Paid.required({ note: true })), 'note may not be absent any more'],
    ['a removed field', of(Paid.omit({ note: true })), 'note is gone'],
    [
      'a removed field of an object',
      of(Paid.extend({ state: z.object({}).optional() })),
      'state.plan is gone',
    ],
    ['a removed value', of(Paid.extend({ type: z.enum(['other']) })), 'type may not be "paid" any more'],
    ['a shorter text', of(Paid.extend({ ref: z.string().max(5) })), 'ref has a lower maxLength'],
    ['a text that is a number now', of(Paid.extend({ ref: z.int() })), 'ref may not be a string any more'],
    [
      'a text of a pattern',
      of(Paid.extend({ note: z.string().regex(/a/).optional() })),
      'note has another pattern',
    ],
    ['a removed form', storedSchema(z.union([Paid])), 'the whole has lost one of its forms'],
  ])('fails, and is not recorded: %s', (_, schema, what) => {
    const sentence = expect.stringContaining(`only widen (packages/events/src/canonical-event.ts): ${what}.`);
    expect(checkEvents(schema, ON_RECORD)).toContainEqual(sentence);
    const { record, refused } = recordEvents(schema, ON_RECORD, { unreleased: false });
    expect(record).toBe(ON_RECORD);
    expect(refused).toContainEqual(sentence);
  });

  it('is recorded in place of an unreleased state', () => {
    const schema = of(Paid.required({ note: true }));
    expect(recordEvents(schema, ON_RECORD, { unreleased: true }).record).toEqual({ state: 1, schema });
  });
});
