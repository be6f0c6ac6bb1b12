import { forEachProvider } from './each-provider.ts';
import { personalSuite } from './personal-suite.ts';

forEachProvider(personalSuite);
