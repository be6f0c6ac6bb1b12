import { runApp } from '@payspool/runtime';
import { createProgram } from './program.ts';

await runApp('', async () => {
  await createProgram().parseAsync();
});
