import type { HANDLED } from '../event-types.ts';
import { chargeDeclined, chargePaid, chargeRefunded, type EventHandler } from './charge.ts';

export const handlers = {
  charge_paid: chargePaid,
  charge_declined: chargeDeclined,
  charge_refunded: chargeRefunded,
} satisfies Record<Exclude<(typeof HANDLED)[number], 'charge_batch'>, EventHandler>;
