import fc from 'fast-check';
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
  body: '{}',
  bodyEncoding: 'utf8',
};

describe("a delivery job's data", () => {
  it('is plain JSON with version 1', () => {
    expect(encodeDeliveryJob(job)).toEqual(stored);
    expect(decodeDeliveryJob(JSON.parse(JSON.stringify(stored)))).toEqual(job);
  });

  it('may contain unknown fields, which are ignored, because a newer release may add them', () => {
    expect(decodeDeliveryJob({ ...stored, added: 1 })).toEqual(job);
  });

  it.each(['a\u0000b', '\ud800', '', 'x'.repeat(256)])(
    'omits the type %j, which no store can hold',
    (type) => {
      expect(encodeDeliveryJob({ ...job, type })).toEqual(stored);
    },
  );

  it('with a newer version is left to a newer release', () => {
    expect(() => decodeDeliveryJob({ ...stored, v: 2 })).toThrow(new UnsupportedJobVersionError(2));
  });

  it.each([0, -1, 1.5])(
    'with version %d, which no release writes, is refused with that version in the error',
    (v) => {
      expect(caught(() => decodeDeliveryJob({ ...stored, v }))).toMatchObject({
        path: 'v',
        code: 'invalid_job',
      });
    },
  );

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
    ['body', { body: undefined }],
    ['body', { body: '\ud800' }],
    ['body', { body: 'e30', bodyEncoding: 'base64' }],
    ['body', { body: 'é', bodyEncoding: 'base64' }],
    ['bodyEncoding', { bodyEncoding: 'latin1' }],
    ['bodyEncoding', { bodyEncoding: undefined }],
  ])('with an invalid %s is refused with the field in the error', (path, broken) => {
    const error = caught(() => decodeDeliveryJob({ ...stored, ...broken }));
    expect(error).toBeInstanceOf(InvalidJobError);
    expect(error).toMatchObject({ path, code: 'invalid_job' });
  });

  it('gets the same result from the compiled code as from its schema, also for invalid data', () => {
    const full = {
      ...stored,
      type: 't',
      signedAt: stored.receivedAt,
      deliveryRef: 'r',
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
      // The schema does not check the bytes of the body.
      else if (!read.body.isWellFormed()) expect(outcome).toBe('body');
      else
        expect({ ...read, v: undefined, bodyEncoding: undefined, body: Buffer.from(read.body) }).toEqual(
          outcome,
        );
    }
  });

  it.each([null, undefined, 'text', 7, []])('that is %j is refused', (data) => {
    expect(() => decodeDeliveryJob(data)).toThrow(InvalidJobError);
  });

  it('is also refused when it is written, with an error that contains no values', () => {
    const error = caught(() => encodeDeliveryJob({ ...job, headers: { 'x-id': 'secret\u0000' } }));
    expect(error).toMatchObject({ path: 'headers.x-id' });
    expect(String(error)).not.toContain('secret');
  });
});

describe('a body is unchanged, byte for byte', () => {
  const throughStore = (body: Buffer) =>
    decodeDeliveryJob(JSON.parse(JSON.stringify(encodeDeliveryJob({ ...job, body })))).body;
  const encodingOf = (body: Buffer) => encodeDeliveryJob({ ...job, body }).bodyEncoding;

  it.each([
    ['nothing', '', 'utf8'],
    ['JSON', '7b226964223a225c6e227d', 'utf8'],
    ['a byte order mark and JSON', 'efbbbf7b7d', 'utf8'],
    ['letters of two, three and four bytes', 'c3a9e29883f09f9880', 'utf8'],
    ['the replacement character', 'efbfbd', 'utf8'],
    ['code points that are not characters', 'efbfbeefbfbf', 'utf8'],
    ['control characters', '01080b1f7f', 'utf8'],
    ['NUL', '007b7d', 'base64'],
    ['a lone surrogate', 'eda080', 'base64'],
    ['a surrogate pair in six bytes', 'eda0bdedb880', 'base64'],
    ['an overlong slash', 'c0af', 'base64'],
    ['a truncated character', '7be282', 'base64'],
    ['text in UTF-16', 'fffe7b007d00', 'base64'],
    ['text in Latin-1', '7be97d', 'base64'],
  ])('%s', (_what, hex, encoding) => {
    const body = Buffer.from(hex, 'hex');
    expect(throughStore(body).toString('hex')).toBe(hex);
    expect(encodingOf(body)).toBe(encoding);
  });

  it('with any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(throughStore(Buffer.from(bytes)).equals(bytes)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('and is stored as text if both stores can hold it, otherwise in base64', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 32 }), (text) => {
        const body = Buffer.from(text);
        expect(throughStore(body).equals(body)).toBe(true);
        expect(encodingOf(body)).toBe(text.includes('\u0000') ? 'base64' : 'utf8');
      }),
      { numRuns: 1000 },
    );
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
