import { failureOf } from './failure.ts';
import { createProgram } from './program.ts';

// `payspool … | head`: whoever reads has enough. The work goes on, and its status is what it comes to.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await createProgram().parseAsync();
} catch (error) {
  const { status, lines } = failureOf(error);
  for (const line of lines) console.error(`error: ${line}`);
  process.exit(status);
}
