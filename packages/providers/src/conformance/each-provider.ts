import { describe } from 'vitest';
import type { Provider } from '../contract/index.ts';
import { fake } from '../fake/index.ts';
import { providers } from '../registry.ts';
import { type Subject, subjectOf } from './subject.ts';

const subjects = await Promise.all([...providers, fake as unknown as Provider].map(subjectOf));

/** Runs suites for every provider. A new provider needs fixtures and a simulator; the suites name what is missing. */
export function forEachProvider(...suites: readonly ((subject: Subject) => void)[]): void {
  describe.each(subjects.map((subject) => [subject.provider.slug, subject] as const))('%s', (_, subject) => {
    for (const suite of suites) suite(subject);
  });
}
