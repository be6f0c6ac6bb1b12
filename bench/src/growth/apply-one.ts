import { openDatabase } from '@payspool/db';
import { applyEvent, applyEvents, type Delivered, replayEvent } from '@payspool/projection';
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
  /** Applies deliveries in sets, which takes less time than one by one. */
  readonly applyInSets: (deliveries: readonly GrowthDelivery[]) => Promise<void>;
  /** Reads the body of a recorded event again, and folds its aggregate from the beginning. */
  readonly replay: (delivery: GrowthDelivery) => Promise<void>;
  /** The same database, for statements that are not measured. */
  readonly db: ReturnType<typeof openDatabase>['prisma'];
  readonly close: () => Promise<void>;
}

/** The number of events that a worker applies together. */
const SET = 50;

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
    prepare: (delivery) => {
      const { record, result } = deliveredOf(delivery);
      return async () => {
        if ((await applyEvent(db, record, result)) !== 'recorded')
          throw new Error(`${record.eventKey} was recorded before`);
      };
    },
    applyInSets: async (deliveries) => {
      for (let from = 0; from < deliveries.length; from += SET) {
        const settled = await applyEvents(db, deliveries.slice(from, from + SET).map(deliveredOf));
        for (const one of settled) if (one.status === 'failed') throw one.error;
      }
    },
    replay: async (delivery) => {
      const { record, result } = deliveredOf(delivery);
      const { id } = await db.event.findFirstOrThrow({
        where: { provider: record.provider, eventKey: record.eventKey },
        select: { id: true },
      });
      await replayEvent(db, id, { reread: { type: record.type, ...result }, dryRun: false });
    },
  };
}

function deliveredOf({ provider, eventKey, body }: GrowthDelivery): Delivered {
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
  return { record, result: meaning };
}
