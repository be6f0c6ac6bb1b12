import type { Consumer } from './consumer.ts';
import { createAlerts } from './alert/alert.ts';
import { forwardHosts } from './forward/forward-hosts.ts';
import { createForwards } from './forward/forward.ts';
import { createFulfilment } from './fulfilment/fulfilment.ts';
import type { PriceList } from './fulfilment/price-list.ts';
import { createNotification } from './notification/notification.ts';
import { resolveCustomer } from './notification/resolve-customer.ts';
import { createGuardedPost } from './outbound/guarded-post.ts';
import type { OwnConsumers } from './own/own-consumers.ts';
import type { ReactionSettings } from './settings.ts';

/** All configured consumers. */
export function createConsumers(
  settings: ReactionSettings & { readonly prices: PriceList | undefined },
  { own, now }: { readonly own: OwnConsumers; readonly now: () => Date },
): {
  readonly consumers: readonly Consumer[];
  /** The host to which a consumer sends, by its name. */
  readonly destinationOf: (consumer: string) => string | undefined;
  readonly close: () => Promise<void>;
} {
  const guarded = createGuardedPost({
    timeoutMs: settings.forwardTimeoutMs,
    allowPrivate: settings.forwardAllowPrivate,
    now,
  });
  const notification = createNotification(settings, { resolveCustomer });
  return {
    consumers: [
      ...createFulfilment(settings, { now }),
      ...own.consumers,
      ...notification.consumers,
      ...createAlerts(settings, { guarded }),
      ...createForwards(settings, { guarded, now }),
    ],
    destinationOf: forwardHosts(settings),
    close: async () => {
      notification.close();
      await Promise.all([guarded.close(), own.close()]);
    },
  };
}
