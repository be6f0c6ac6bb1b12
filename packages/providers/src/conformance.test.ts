import { describe } from 'vitest';
import { authenticitySuite } from './conformance/authenticity-suite.ts';
import { hostilitySuite } from './conformance/hostility-suite.ts';
import { meaningSuite } from './conformance/meaning-suite.ts';
import { personalSuite } from './conformance/personal-suite.ts';
import { scenarioSuite } from './conformance/scenario-suite.ts';
import { secretSuite } from './conformance/secret-suite.ts';
import { subjectOf } from './conformance/subject.ts';
import type { Provider } from './contract/index.ts';
import { fake } from './fake/index.ts';
import { providers } from './registry.ts';

// One suite for all providers. A new provider needs fixtures and a simulator; the suite names what is missing.
const subjects = await Promise.all([...providers, fake as unknown as Provider].map(subjectOf));
const bySlug = subjects.map((subject) => [subject.provider.slug, subject] as const);

describe.each(bySlug)('%s', (_, subject) => {
  authenticitySuite(subject);
  secretSuite(subject);
  meaningSuite(subject);
  hostilitySuite(subject);
  scenarioSuite(subject);
  personalSuite(subject);
});
