import { describe, expect, it } from 'vitest';
import { purchaseBodies } from './purchases.ts';

const read = (body: Buffer) =>
  JSON.parse(body.toString('utf8')) as {
    readonly id: string;
    readonly type: string;
    readonly data: { readonly object: { readonly id: string; readonly payment_intent?: string } };
  };
const intentOf = ({ data: { object } }: ReturnType<typeof read>) => object.payment_intent ?? object.id;

describe('the traffic of the bench', () => {
  it('has three events of every purchase, with those of other purchases in between', () => {
    const events = [...purchaseBodies({ events: 300, aggregates: 10_000, bodyBytes: 2048 }, 'r1')].map(read);
    expect(events).toHaveLength(300);
    expect(new Set(events.map(({ id }) => id)).size).toBe(300);
    const first = events.filter((event) => intentOf(event) === 'pi_r1x0').map(({ type }) => type);
    expect(first).toEqual(['payment_intent.created', 'payment_intent.succeeded', 'charge.succeeded']);
    expect(new Set(events.map(intentOf)).size).toBe(100);
    const places = events.flatMap((event, place) => (intentOf(event) === 'pi_r1x0' ? [place] : []));
    expect(places).toEqual([0, 51, 151]);
  });

  it('has many events of one purchase if there are too few purchases', () => {
    const events = [...purchaseBodies({ events: 60, aggregates: 10, bodyBytes: 2048 }, 'r2')].map(read);
    expect(new Set(events.map(({ id }) => id)).size).toBe(60);
    expect(new Set(events.map(intentOf)).size).toBe(10);
    expect(events.filter((event) => intentOf(event) === 'pi_r2x3').map(({ type }) => type)).toEqual([
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
    ]);
  });

  it.each([2048, 20_480])('has bodies of %i bytes or slightly more', (bodyBytes) => {
    for (const body of purchaseBodies({ events: 12, aggregates: 10_000, bodyBytes }, 'r3')) {
      expect(body.length).toBeGreaterThanOrEqual(bodyBytes * 0.97);
      expect(body.length).toBeLessThanOrEqual(bodyBytes * 1.05);
    }
  });
});
