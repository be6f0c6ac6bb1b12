import { expect } from 'vitest';
import type { CanonicalEvent } from '@payspool/events';
import { UnusableEventError, type Verdict, type Normalised } from '../contract/index.ts';
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
    account.normalise(body, { signedAt: NOW });
  } catch (error) {
    if (!(error instanceof UnusableEventError)) throw error;
  }
}

/** The canonical events of a delivery, including those of all its parts. */
export function eventsOf(meaning: Normalised): readonly CanonicalEvent[] {
  if (meaning.outcome === 'events') return meaning.events;
  if (meaning.outcome === 'ignored') return [];
  return meaning.parts.flatMap((part) => (part.outcome === 'events' ? part.events : []));
}

/** An address with a dot in its domain: some providers' ids contain an `@`. */
export const EMAIL = /[^\s"@]{1,64}@[^\s"@]{1,200}\.[a-z]{2}/i;
/** A phone number with its country. */
export const PHONE = /^\+\d[\d ().-]{7,}$/;
/** Keys under which providers write names, phone numbers and addresses of people. */
const PERSONAL_KEYS =
  /^(name|full_name|first_name|last_name|given_name|surname|phone|contact|national_number|address_line_1|line1|vpa)$/;

/** The personal data in a body: e-mail addresses anywhere, and the text under keys for names, numbers or addresses. */
export function personalDataIn(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'string')
    return EMAIL.test(value) || (PERSONAL_KEYS.test(key) && value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => personalDataIn(child, name));
}

/** Every text in a value, however deep. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
