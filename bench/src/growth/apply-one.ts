import { openDatabase } from '@payspool/db';
import { applyEvent } from '@payspool/projection';
import { type Provider, readDelivery } from '@payspool/providers';

// The one place of the bench that knows how the projection is called.

/** A delivery as a worker has it. */
export interface GrowthDelivery {
  readonly provider: Provider;
  readonly eventKey: string;
  readonly body: Buffer;
}

export interface Applier {
  /** Reads what the delivery means, which nobody times, and returns what writes it with all that follows from it. */
  readonly prepare: (delivery: GrowthDelivery) => () => Promise<void>;
  /** The same database, for what is not measured. */
  readonly db: ReturnType<typeof openDatabase>['prisma'];
  readonly close: () => Promise<void>;
}

/** One event at a time, over one connection. */
export function openApplier(databaseUrl: string): Applier {
  const { prisma: db, close } = openDatabase({
    url: databaseUrl,
    poolSize: 1,
    applicationName: 'payspool-bench',
  });
  return {
    db,
    close,
    prepare: ({ provider, eventKey, body }) => {
      const settings = provider.settings.parse({ bareIntents: 'order' });
      const { type, occurredAt, account, meaning } = readDelivery(
        { body, headers: {} },
        { provider, name: 'default', mode: 'test', settings },
      );
      if (meaning.status !== 'applied') throw new Error(`${eventKey}, ${type}, is ${meaning.status}`);
      const record = {
        provider: provider.slug,
        account,
        eventKey,
        type,
        occurredAt,
        receivedAt: new Date(),
        mode: 'test' as const,
        rawBody: body,
        headers: {},
        mayBeNamedLater: provider.mayNameMerchantRefLater,
      };
      return async () => {
        if ((await applyEvent(db, record, meaning)) !== 'recorded')
          throw new Error(`${eventKey} was there before`);
      };
    },
  };
}
