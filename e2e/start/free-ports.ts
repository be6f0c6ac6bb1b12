import { createServer } from 'node:net';
import { ConfigError } from '@payspool/runtime';

/**
 * Looks whether somebody listens already; port 0 is always free.
 *
 * @param ports by the variable that sets it
 * @throws {ConfigError} naming every port that is taken
 */
export async function requireFreePorts(ports: Readonly<Record<string, number>>): Promise<void> {
  const taken = await Promise.all(
    Object.entries(ports).map(async ([name, port]) =>
      (await isFree(port))
        ? []
        : [`${name}: port ${port} is taken; stop what listens there, or set ${name} to another one`],
    ),
  );
  if (taken.flat().length > 0) throw new ConfigError(taken.flat());
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
