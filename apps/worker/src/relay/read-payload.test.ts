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
  it('is parsed by its topic', () => {
    expect(readPayload('order.withdrawn', stored)).toEqual(stored);
  });

  it('of a newer version is left to a newer release, and the error names the version', () => {
    const error = refusal({ ...stored, version: PAYLOAD_VERSION + 1 });
    expect(error).toEqual(
      new UnknownToReleaseError(`payload version ${PAYLOAD_VERSION + 1} of order.withdrawn`),
    );
    expect(error).not.toBeInstanceOf(ReactionRefusedError); // which would be permanent
  });

  it.each([0, -1, 1.5, '2', null])(
    'with the version %j, which no release writes, is refused with that field',
    (version) => {
      expect(refusal({ ...stored, version })).toMatchObject({
        name: 'ReactionRefusedError',
        message: 'the payload does not match the schema of order.withdrawn: version',
      });
    },
  );

  it('that is invalid is refused with its fields, and without its values', () => {
    expect(refusal({ ...stored, subject: { kind: 'jane', ref: '' }, eventKey: 7 })).toMatchObject({
      name: 'ReactionRefusedError',
      message: expect.stringMatching(
        /^the payload does not match the schema of order\.withdrawn: [a-zA-Z., ]+$/,
      ),
    });
    expect(refusal(null)).toBeInstanceOf(ReactionRefusedError);
  });
});
