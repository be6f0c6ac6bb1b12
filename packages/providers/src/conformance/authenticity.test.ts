import { authenticitySuite } from './authenticity-suite.ts';
import { forEachProvider } from './each-provider.ts';
import { secretSuite } from './secret-suite.ts';

forEachProvider(authenticitySuite, secretSuite);
