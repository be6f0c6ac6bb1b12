import { PAYLOAD_VERSION } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { ReactionRefusedError, UnknownToReleaseError } from '../reactions/errors.ts';
import { readPayload } from './read-payload.ts';

const stored = {
  version: PAYLOAD_VERSION,
  provider: 'stripe',
  account: 'default',
  subject: { kind: 'order', ref: 'pi_1' },
  occurrence: 1,
  occurredAt: '2026-03-02T09:14:07.120Z',
  eventKey: 'evt_1',
  movedTo: null,
};

function refusal(payload: unknown): unknown {
  try {
    return readPayload('order.withdrawn', payload);
  } catch (error) {
    return error;
  }
}

describe('a stored payload', () => {
  it('is read by its topic', () => {
    expect(readPayload('order.withdrawn', stored)).toEqual(stored);
  });

  it('of an older version is read as the current one', () => {
    expect(readPayload('order.withdrawn', { ...stored, version: 1 })).toEqual(stored);
  });

  it('of a newer version is left to a newer release, by its number', () => {
    const error = refusal({ ...stored, version: PAYLOAD_VERSION + 1 });
    expect(error).toEqual(
      new UnknownToReleaseError(`payload version ${PAYLOAD_VERSION + 1} of order.withdrawn`),
    );
    expect(error).not.toBeInstanceOf(ReactionRefusedError); // which would be for good
  });

  it.each([0, -1, 1.5, '2', null])(
    'of version %j, which no release writes, is refused by that field',
    (version) => {
      expect(refusal({ ...stored, version })).toMatchObject({
        name: 'ReactionRefusedError',
        message: 'the payload does not match the schema of order.withdrawn: version',
      });
    },
  );

  it('that does not fit is refused by its fields, and nothing of it is quoted', () => {
    expect(refusal({ ...stored, subject: { kind: 'jane', ref: '' }, eventKey: 7 })).toMatchObject({
      name: 'ReactionRefusedError',
      message: expect.stringMatching(
        /^the payload does not match the schema of order\.withdrawn: [a-zA-Z., ]+$/,
      ),
    });
    expect(refusal(null)).toBeInstanceOf(ReactionRefusedError);
  });
});
