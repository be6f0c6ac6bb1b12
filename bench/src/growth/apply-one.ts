import { openDatabase } from '@payspool/db';
import { applyEvent } from '@payspool/projection';
import { type Provider, readDelivery } from '@payspool/providers';

// The only place in the bench that calls the projection.

/** A delivery in the form of a worker's job. */
export interface GrowthDelivery {
  readonly provider: Provider;
  readonly eventKey: string;
  readonly body: Buffer;
}

export interface Applier {
  /** Reads the delivery, which is not measured, and returns the function that writes it with all its effects. */
  readonly prepare: (delivery: GrowthDelivery) => () => Promise<void>;
  /** The same database, for statements that are not measured. */
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
          throw new Error(`${eventKey} was recorded before`);
      };
    },
  };
}
