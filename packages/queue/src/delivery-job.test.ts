import { describe, expect, it } from 'vitest';
import { decodeDeliveryJob, encodeDeliveryJob, type DeliveryJob, StoredDelivery } from './delivery-job.ts';
import { InvalidJobError, UnsupportedJobVersionError } from './job-errors.ts';

const job: DeliveryJob = {
  provider: 'paypal',
  account: 'default',
  mode: 'live',
  eventKey: 'WH-1',
  receivedAt: new Date('2026-01-31T12:00:00.000Z'),
  kind: 'event',
  headers: { 'paypal-transmission-id': 't1' },
  body: Buffer.from('{}'),
};
const stored = {
  v: 1,
  provider: 'paypal',
  account: 'default',
  mode: 'live',
  eventKey: 'WH-1',
  receivedAt: '2026-01-31T12:00:00.000Z',
  kind: 'event',
  headers: { 'paypal-transmission-id': 't1' },
  bodyBase64: 'e30=',
};

describe("a delivery job's data", () => {
  it('is plain JSON of version 1', () => {
    expect(encodeDeliveryJob(job)).toEqual(stored);
    expect(decodeDeliveryJob(JSON.parse(JSON.stringify(stored)))).toEqual(job);
  });

  it('keeps an empty body', () => {
    expect(decodeDeliveryJob(encodeDeliveryJob({ ...job, body: Buffer.alloc(0) })).body).toHaveLength(0);
  });

  it('ignores fields that it does not know, as a newer release may add them', () => {
    expect(decodeDeliveryJob({ ...stored, added: 1 })).toEqual(job);
  });

  it.each(['a\u0000b', '\ud800', '', 'x'.repeat(256)])(
    'leaves out the type %j, which no store can hold',
    (type) => {
      expect(encodeDeliveryJob({ ...job, type })).toEqual(stored);
    },
  );

  it('of a newer version is for a newer release', () => {
    expect(() => decodeDeliveryJob({ ...stored, v: 2 })).toThrow(new UnsupportedJobVersionError(2));
  });

  it.each([0, -1, 1.5])('of version %d, which no release writes, is refused, naming it', (v) => {
    expect(caught(() => decodeDeliveryJob({ ...stored, v }))).toMatchObject({
      path: 'v',
      code: 'invalid_job',
    });
  });

  it.each([
    ['v', { v: '1' }],
    ['v', { v: undefined }],
    ['provider', { provider: '' }],
    ['mode', { mode: 'sandbox' }],
    ['eventKey', { eventKey: 'has space' }],
    ['receivedAt', { receivedAt: 'yesterday' }],
    ['signedAt', { signedAt: 'yesterday' }],
    ['kind', { kind: 'rumour' }],
    ['attempt', { attempt: -1 }],
    ['headers.x-id', { headers: { 'x-id': 7 } }],
    ['bodyBase64', { bodyBase64: 'e30' }],
    ['bodyBase64', { bodyBase64: 'é' }],
  ])('that is broken in %s is refused, naming it', (path, broken) => {
    const error = caught(() => decodeDeliveryJob({ ...stored, ...broken }));
    expect(error).toBeInstanceOf(InvalidJobError);
    expect(error).toMatchObject({ path, code: 'invalid_job' });
  });

  it('is read by code as by its schema, or refused for the same reason', () => {
    const full = {
      ...stored,
      type: 't',
      signedAt: stored.receivedAt,
      transmissionRef: 'r',
      verifiedMode: 'live',
    };
    const odd = [undefined, null, '', 'é', 'a\u0000', '\ud800', 'x'.repeat(256), -1, 0.5, true, [], {}];
    const broken = Object.keys({ ...full, attempt: 1 }).flatMap((field) =>
      odd.map((value) => ({ ...full, [field]: value })),
    );
    for (const data of [stored, full, { ...full, attempt: 1 }, ...broken]) {
      const { data: read, error } = StoredDelivery.safeParse(data);
      const outcome = outcomeOf(() => decodeDeliveryJob(data));
      if (read === undefined) expect(outcome).toEqual(error?.issues[0]?.path.map(String).join('.'));
      else expect({ ...read, v: undefined, bodyBase64: undefined, body: read.bodyBase64 }).toEqual(outcome);
    }
  });

  it.each([null, undefined, 'text', 7, []])('that is %j is refused', (data) => {
    expect(() => decodeDeliveryJob(data)).toThrow(InvalidJobError);
  });

  it('is refused on the way in as well, without a word of what it holds', () => {
    const error = caught(() => encodeDeliveryJob({ ...job, headers: { 'x-id': 'secret\u0000' } }));
    expect(error).toMatchObject({ path: 'headers.x-id' });
    expect(String(error)).not.toContain('secret');
  });
});

const outcomeOf = (read: () => unknown) => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidJobError)) throw error;
    return error.path;
  }
};

function caught(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
