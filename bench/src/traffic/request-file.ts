import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { BenchAccount } from './account.ts';
import { purchaseBodies, type RunName, type TrafficShape } from './purchases.ts';

/**
 * Writes signed deliveries to a file, for a load generator of whatever language: of each the signature on a line, the length of the body
 * in bytes on the next, then the body and a line end. Stripe's signatures hold for five minutes: written shortly before it is sent.
 */
export async function writeRequests(
  file: string,
  shape: TrafficShape,
  { run, account }: { readonly run: RunName; readonly account: BenchAccount },
): Promise<void> {
  const out = createWriteStream(file);
  for (const body of purchaseBodies(shape, run)) {
    const signature = account.headersFor(body)['stripe-signature'] ?? '';
    if (!out.write(Buffer.concat([Buffer.from(`${signature}\n${body.length}\n`), body, Buffer.from('\n')])))
      await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}
