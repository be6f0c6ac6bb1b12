import { expect } from 'vitest';
import { UnusableEventError, type Verdict } from '../contract/index.ts';
import { NOW, type Subject } from './subject.ts';

/** An event key: printable, and short enough for its column. */
export const EVENT_KEY = /^[\x21-\x7e]{1,255}$/;

/** A refusal with a reason that does not quote a credential. */
export function expectRefused(
  { account }: Subject,
  verdict: Verdict,
  code: unknown = expect.any(String),
): void {
  expect(verdict).toMatchObject({ authentic: false, code, reason: expect.any(String) });
  for (const credential of Object.values(account.credentials.signing).filter((text) => text.length >= 16)) {
    expect(JSON.stringify(verdict)).not.toContain(credential);
  }
}

/** The body has a meaning, or is refused with the error that the worker expects. */
export function expectNothingWorseThanUnusable({ account }: Subject, body: Buffer): void {
  try {
    account.normalise(body, { authentic: true, signedAt: NOW });
  } catch (error) {
    if (!(error instanceof UnusableEventError)) throw error;
  }
}
