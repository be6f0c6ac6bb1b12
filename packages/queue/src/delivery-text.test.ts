import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeliveryJob, deliveryText, encodeDeliveryJob } from './delivery-job.ts';

const ORDINARY: DeliveryJob = {
  provider: 'stripe',
  account: 'default',
  mode: 'live',
  eventKey: 'evt_1',
  type: 'charge.succeeded',
  receivedAt: new Date('2026-01-31T12:00:00.007Z'),
  signedAt: new Date('2026-01-31T12:00:00.000Z'),
  deliveryRef: 't-1',
  verifiedMode: 'test',
  kind: 'event',
  headers: { 'stripe-signature': 't=1,v1="a\\b"', 'x-empty': '' },
  body: Buffer.from('{"id":"é\\n"}'),
};

it('the text is the JSON of version 2, with the body as text', () => {
  expect(deliveryText(ORDINARY)).toEqual({
    provider: 'stripe',
    type: 'charge.succeeded',
    kind: 'event',
    text: '{"v":1,"provider":"stripe","account":"default","mode":"live","eventKey":"evt_1","type":"charge.succeeded","receivedAt":"2026-01-31T12:00:00.007Z","signedAt":"2026-01-31T12:00:00.000Z","deliveryRef":"t-1","verifiedMode":"test","kind":"event","headers":{"stripe-signature":"t=1,v1=\\"a\\\\b\\"","x-empty":""},"body":"{\\"id\\":\\"é\\\\n\\"}","bodyEncoding":"utf8"}',
  });
});

it('the body is in base64 if it is not text', () => {
  expect(deliveryText({ ...ORDINARY, body: Buffer.from([0, 255, 34, 92]) }).text).toMatch(
    /"body":"AP8iXA==","bodyEncoding":"base64"\}$/,
  );
});

/** The result: the text, or the refused field. */
const outcomeOf = (write: () => string): string => {
  try {
    return write();
  } catch (error) {
    return `refused ${String((error as { path?: unknown }).path)}`;
  }
};
const written = (job: DeliveryJob) => outcomeOf(() => deliveryText(job).text);
const encoded = (job: DeliveryJob) => outcomeOf(() => JSON.stringify(encodeDeliveryJob(job)));

describe('the text of a job equals the output of the schema, or the job is refused like by the schema', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom('', 'a b', 'ü☃', 'a\u0000', '\ud800', 'x'.repeat(256), '\u007f', '\n', '"\\'),
  );
  const instant = fc.oneof(
    fc.date(),
    fc.constantFrom(
      new Date(NaN),
      new Date('0000-06-01T00:00:00Z'),
      new Date('0001-01-01T00:00:00Z'),
      new Date('9999-12-31T23:59:59.999Z'),
      new Date('+010000-01-01T00:00:00Z'),
    ),
  );
  const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });
  const job = fc.record({
    provider: text,
    account: text,
    mode: fc.constantFrom('live', 'test', 'sandbox'),
    eventKey: text,
    type: maybe(text),
    receivedAt: instant,
    signedAt: maybe(instant),
    deliveryRef: maybe(text),
    verifiedMode: maybe(fc.constantFrom('live', 'test', 'sandbox')),
    source: maybe(fc.constantFrom('refetched', 'observed', 'delivery')),
    merchant: maybe(text),
    isImported: maybe(fc.constantFrom(true, false)),
    kind: fc.constantFrom('event', 'hint', 'rumour'),
    attempt: maybe(fc.constantFrom(0, 3, -1, 1.5, NaN, 2 ** 53)),
    headers: fc.dictionary(fc.oneof(text, fc.constantFrom('x-id', '1', 'X-Id')), text, {
      noNullPrototype: true,
    }),
    body: fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes)),
  });

  it.each([...Object.keys(ORDINARY), 'attempt', 'source', 'merchant', 'isImported'] as (keyof DeliveryJob)[])(
    'for any %s',
    (field) => {
      fc.assert(
        fc.property(job, (odd) => {
          const one = { ...ORDINARY, [field]: odd[field] } as DeliveryJob;
          expect(written(one)).toBe(encoded(one));
        }),
      );
    },
  );

  it('for any combination of fields', () => {
    fc.assert(
      fc.property(job, (odd) => {
        expect(written(odd as DeliveryJob)).toBe(encoded(odd as DeliveryJob));
      }),
    );
  });
});
