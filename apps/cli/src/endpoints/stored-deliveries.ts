import type { Database } from '@payspool/db';
import { type Account, UnavailableError } from '@payspool/providers';

/** A delivery as the table `events` has it. */
interface StoredDelivery {
  readonly id: bigint;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly receivedAt: Date;
}

/** Maximum number of deliveries of one look at the table. */
const AT_ONCE = 200;

/** Deliveries of an account that were received since a time and have their body, in the order of recording, after the one with `afterId`. */
async function storedDeliveries(
  db: Database,
  { provider, name }: Pick<Account, 'provider' | 'name'>,
  { since, afterId }: { readonly since: Date; readonly afterId: bigint },
): Promise<readonly StoredDelivery[]> {
  const rows = await db.event.findMany({
    where: {
      provider: provider.slug,
      // Connected accounts have the same endpoint.
      OR: [{ account: name }, { account: { startsWith: `${name}/` } }],
      source: 'delivery',
      receivedAt: { gte: since },
      id: { gt: afterId },
      partOf: null,
      rawBody: { not: null },
    },
    select: { id: true, headers: true, rawBody: true, receivedAt: true },
    orderBy: { id: 'asc' },
    take: AT_ONCE,
  });
  return rows.map(({ id, headers, rawBody, receivedAt }) => ({
    id,
    headers: headers as Readonly<Record<string, string>>,
    body: Buffer.from(rawBody ?? []),
    receivedAt,
  }));
}

/**
 * Whether a secret alone verifies a stored delivery. `unknown`: the header with the signature is not stored for this provider.
 *
 * @param key the setting with the secrets
 */
export async function verifiedBy(
  { headers, body, receivedAt }: StoredDelivery,
  {
    account: { provider, settings, mode },
    key,
    secret,
    url,
  }: { readonly account: Account; readonly key: string; readonly secret: string; readonly url: string },
): Promise<boolean | 'unknown'> {
  const offline = () =>
    Promise.reject(new UnavailableError('stored deliveries are verified without network'));
  const verify = provider.createVerifier({
    settings: { ...settings, [key]: [secret] },
    mode,
    // At the time of its arrival, so that an old signature is not too old.
    io: { now: () => receivedAt, fetch: offline, fetchCertificate: offline },
  });
  const verdict = await verify({ headers, body, path: new URL(url).pathname, query: {} });
  if (verdict.authentic) return true;
  return verdict.code === 'signature_missing' ? 'unknown' : false;
}

/** What is known about a new secret. `accepted`: deliveries arrive, but their signatures are not stored. */
export type Evidence = 'proven' | 'accepted' | 'none';

/**
 * Looks for deliveries that a new secret verifies. Each call reads what was recorded after the last one, and a page before it, because
 * transactions may commit in another order than that of their ids.
 */
export function evidenceFinder(
  db: Database,
  question: Parameters<typeof verifiedBy>[1] & { readonly since: Date },
): () => Promise<Evidence> {
  let from = 0n;
  let accepted = false;
  return async () => {
    for (let afterId = from; ;) {
      const found = await storedDeliveries(db, question.account, { since: question.since, afterId });
      for (const delivery of found) {
        const verified = await verifiedBy(delivery, question);
        if (verified === true) return 'proven';
        if (verified === 'unknown') accepted = true;
      }
      afterId = found.at(-1)?.id ?? afterId;
      from = afterId > BigInt(AT_ONCE) ? afterId - BigInt(AT_ONCE) : 0n;
      if (found.length < AT_ONCE) return accepted ? 'accepted' : 'none';
    }
  };
}
