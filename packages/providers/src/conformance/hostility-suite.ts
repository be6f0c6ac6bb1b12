import { describe, expect, it } from 'vitest';
import { EVENT_KEY, expectNothingWorseThanUnusable, expectRefused } from './expectations.ts';
import { HOSTILE_BODIES, mutationsOf } from './hostile-bodies.ts';
import { NOW, type Subject } from './subject.ts';

/** Tests bodies that no provider sends, but that an attacker may post. */
export function hostilitySuite(subject: Subject): void {
  const { provider, account, stranger, fixtures } = subject;

  describe.each(Object.entries(HOSTILE_BODIES))('a body that is %s', (_, body) => {
    it('is verified and identified without an exception', async () => {
      const signed = account.sign(body, NOW);
      expect(await account.verify(signed, NOW)).toHaveProperty('authentic');
      expect(provider.identify(signed).eventKey).toMatch(EVENT_KEY);
      expectRefused(subject, await account.verify(stranger.sign(body, NOW), NOW));
    });

    it('causes at most an UnusableEventError', () => {
      expectNothingWorseThanUnusable(subject, body);
    });
  });

  it.each(fixtures)('$name with any one value replaced causes at most an UnusableEventError', ({ body }) => {
    for (const changed of mutationsOf(body)) {
      expectNothingWorseThanUnusable(subject, changed);
      expect(provider.identify({ headers: {}, body: changed }).eventKey).toMatch(EVENT_KEY);
    }
  });
}
