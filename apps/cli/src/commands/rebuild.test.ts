import { afterEach, expect, it, vi } from 'vitest';
import { createProgram } from '../program.ts';

afterEach(() => vi.unstubAllEnvs());

it('Ctrl-C ends rebuild at once, also while it corrects rows', async () => {
  vi.stubEnv('DATABASE_URL', 'postgres://127.0.0.1:1/nobody');
  const before = process.listenerCount('SIGINT');
  const program = await createProgram('rebuild');
  await expect(program.parseAsync(['rebuild', '--apply'], { from: 'user' })).rejects.toThrow();
  expect(process.listenerCount('SIGINT')).toBe(before);
});
