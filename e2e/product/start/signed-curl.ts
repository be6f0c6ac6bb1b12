import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { planTraffic, signRequest } from '@payspool/cli';
import { stripe } from '@payspool/providers';
import type { LocalCredentials } from './local-credentials.ts';
import { DEFAULT_DATA_DIR } from './start-config.ts';

/** A command that sends one signed delivery to the running ingest, with its body in a file. It is valid as long as a Stripe signature. */
export async function signedCurl({
  dataDir,
  ingestUrl,
  signing,
  now,
}: {
  readonly dataDir: string;
  readonly ingestUrl: string;
  readonly signing: LocalCredentials['signing'];
  readonly now: Date;
}): Promise<string> {
  const traffic = planTraffic({
    providers: [stripe],
    scenarios: ['checkout'],
    count: 1,
    duplicate: 0,
    forge: 0,
    shuffle: false,
    seed: now.getTime() % 0xffff_ffff,
    startsAt: new Date(now.getTime() - 3_600_000),
  });
  const completed =
    traffic.requests.find(({ type }) => type === 'checkout.session.completed') ?? traffic.requests[0];
  if (!completed) throw new Error('the checkout scenario has no delivery');
  const { url, headers, body } = signRequest(completed, {
    baseUrl: new URL(ingestUrl),
    signing: { ...signing },
    sentAt: now,
  });
  const file = join(dataDir, 'delivery.json');
  await writeFile(file, body);
  const flags = Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`);
  return `curl -i ${url.href} ${flags.join(' ')} --data-binary ${quoted(`@${relative('.', file)}`)}`;
}

/** A command with the data directory of this stack. */
export const pasteable = (command: string, dataDir: string): string =>
  dataDir === DEFAULT_DATA_DIR ? command : `DATA_DIR=${quoted(dataDir)} ${command}`;

/** One word for a shell. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
