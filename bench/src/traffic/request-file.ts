import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { BenchAccount } from './account.ts';
import { purchaseBodies, type RunName, type TrafficShape } from './purchases.ts';

/**
 * Writes signed deliveries to a file that load generators in any language can read: for each delivery a line with the signature, a line
 * with the length of the body in bytes, then the body and a line end. Stripe's signatures are valid for five minutes, so the file is
 * written shortly before it is sent.
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
