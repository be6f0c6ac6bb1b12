import { runApp } from '@payspool/runtime';
import { startStack } from './start-stack.ts';

await runApp('start', startStack);
