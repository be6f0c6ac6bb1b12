import { readFileSync } from 'node:fs';
import type { Provider } from '@payspool/providers';
import { simulatorOf } from '@payspool/providers/simulator';
import { z } from 'zod';
import { UsageError } from '../failure.ts';

/** The credentials with which `simulate` signs, by provider. `start` and `demo` create them in their data directory. */
const CredentialsFile = z.object({ signing: z.record(z.string(), z.record(z.string(), z.string())) });
export type SigningCredentials = z.output<typeof CredentialsFile>['signing'];

/** Credentials for every provider: variables for ingest, and the keys for signing. */
export async function createCredentials(providers: readonly Provider[], now: Date) {
  const made = await Promise.all(
    providers.map(
      async (provider) => [provider.slug, await simulatorOf(provider).createCredentials({ now })] as const,
    ),
  );
  return {
    env: Object.assign({}, ...made.map(([, { env }]) => env)) as Record<string, string>,
    signing: Object.fromEntries(
      made.map(([slug, { signing }]) => [slug, { ...signing }]),
    ) satisfies SigningCredentials,
  };
}

/** @throws {UsageError} if the file does not exist or has another content */
export function readCredentials(path: string): SigningCredentials {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new UsageError(
      `${path} cannot be read: run \`npx -y pnpm@10 start\`  first, or give --credentials or --secret`,
    );
  }
  const parsed = CredentialsFile.safeParse(parseJson(text));
  if (!parsed.success) throw new UsageError(`${path} contains no signing credentials`);
  return parsed.data.signing;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
