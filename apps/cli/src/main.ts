import { failureOf } from './failure.ts';
import { createProgram } from './program.ts';

try {
  await createProgram().parseAsync();
} catch (error) {
  const { status, lines } = failureOf(error);
  for (const line of lines) console.error(`error: ${line}`);
  process.exit(status);
}
