import { readConfig, runApp } from '@payspool/runtime';
import { StartConfig } from './start-config.ts';
import { startStack } from './start-stack.ts';

await runApp({ name: 'start', read: () => readConfig(StartConfig, process.env), start: startStack });
