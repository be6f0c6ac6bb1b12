import { forEachProvider } from './each-provider.ts';
import { meaningSuite } from './meaning-suite.ts';
import { scenarioSuite } from './scenario-suite.ts';

forEachProvider(meaningSuite, scenarioSuite);
