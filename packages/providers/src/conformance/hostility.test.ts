import { byVersion } from '@payspool/testkit';
import { forEachProvider } from './each-provider.ts';
import { hostilitySuite } from './hostility-suite.ts';

const every = byVersion({ short: 8, long: 1 });

forEachProvider((subject) => hostilitySuite(subject, { every }));
