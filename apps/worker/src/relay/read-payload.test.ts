import { describe, expect, it } from 'vitest';
import { ReactionRefusedError } from '../reactions/errors.ts';
import { readPayload } from './read-payload.ts';

const stored = {
  version: 1,
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

  it('of another version is refused by its number', () => {
    expect(refusal({ ...stored, version: 2 })).toEqual(
      new ReactionRefusedError('payload version 2 of order.withdrawn is not known to this release'),
    );
  });

  it('that does not fit is refused by its fields, and nothing of it is quoted', () => {
    expect(refusal({ ...stored, subject: { kind: 'jane', ref: '' }, eventKey: 7 })).toMatchObject({
      name: 'ReactionRefusedError',
      message: expect.stringMatching(/^the payload does not fit order\.withdrawn: [a-zA-Z., ]+$/),
    });
    expect(refusal(null)).toBeInstanceOf(ReactionRefusedError);
  });
});
