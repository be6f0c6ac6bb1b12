import type { Consumer } from './consumer.ts';
import { createAlerts } from './alert/alert.ts';
import { createForwards } from './forward/forward.ts';
import { createFulfilment } from './fulfilment/fulfilment.ts';
import type { PriceList } from './fulfilment/price-list.ts';
import { createNotification } from './notification/notification.ts';
import { resolveCustomer } from './notification/resolve-customer.ts';
import { createGuardedPost } from './outbound/guarded-post.ts';
import { own } from './own.ts';
import type { ReactionSettings } from './settings.ts';

/** All configured consumers. */
export function createConsumers(
  settings: ReactionSettings & { readonly prices: PriceList | undefined },
  { now }: { readonly now: () => Date },
): { readonly consumers: readonly Consumer[]; readonly close: () => Promise<void> } {
  const guarded = createGuardedPost({
    timeoutMs: settings.forwardTimeoutMs,
    allowPrivate: settings.forwardAllowPrivate,
    now,
  });
  const notification = createNotification(settings, { resolveCustomer });
  return {
    consumers: [
      ...createFulfilment(settings, { now }),
      ...(Object.keys(own).length > 0 ? [{ name: 'own', on: own }] : []),
      ...notification.consumers,
      ...createAlerts(settings, { guarded }),
      ...createForwards(settings, { guarded, now }),
    ],
    close: async () => {
      notification.close();
      await guarded.close();
    },
  };
}
