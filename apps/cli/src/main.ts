import { failureOf } from './failure.ts';
import { calledCommand, createProgram } from './program.ts';

// `payspool … | head`: the reader may stop early. The command continues, and its exit status is that of its work.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  const program = await createProgram(calledCommand(process.argv.slice(2)));
  await program.parseAsync();
} catch (error) {
  const { status, lines } = failureOf(error);
  for (const line of lines) console.error(`error: ${line}`);
  process.exit(status);
}
