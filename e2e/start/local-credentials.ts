import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCredentials } from '@payspool/cli';
import { providers } from '@payspool/providers';

export interface LocalCredentials {
  readonly env: Readonly<Record<string, string>>;
  readonly signing: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Secrets of this checkout alone, made once and kept where `simulate` finds them; a provider that came later gets its own. */
export async function localCredentials(dataDir: string, now: Date): Promise<LocalCredentials> {
  const path = join(dataDir, 'credentials.json');
  const kept = existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as LocalCredentials) : undefined;
  const missing = providers.filter(({ slug }) => kept?.signing[slug] === undefined);
  if (kept && missing.length === 0) return kept;
  const made = await createCredentials(missing, now);
  const all = { env: { ...kept?.env, ...made.env }, signing: { ...kept?.signing, ...made.signing } };
  await writeFile(path, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  return all;
}
