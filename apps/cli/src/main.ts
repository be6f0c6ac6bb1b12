import { EXIT } from './exit-status.ts';
import { failureOf } from './failure.ts';
import { createProgram } from './program.ts';

// `payspool … | head`: whoever reads has enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.good);
  throw error;
});

try {
  await createProgram().parseAsync();
} catch (error) {
  const { status, lines } = failureOf(error);
  for (const line of lines) console.error(`error: ${line}`);
  process.exit(status);
}
