import { stripeBody, stripeTemplate } from './stripe-body.ts';

/** The traffic of a run: the number of purchases, and the size of a body. */
export interface TrafficShape {
  readonly events: number;
  /** The number of purchases over which the events are spread. */
  readonly aggregates: number;
  readonly bodyBytes: number;
}

/** A part of every id, so that the ids of different runs differ. 2 to 8 lower-case letters and digits. */
export type RunName = string;

const FIRST = Date.parse('2026-01-05T10:00:00Z') / 1000;
/** The number of other purchases whose events come between the three events of a purchase. */
const APART = 50;

/** A paid purchase, with the events of Stripe's simulator. */
const BOUGHT = ['payment_intent.created', 'payment_intent.succeeded', 'charge.succeeded'].map((type) => ({
  type,
  template: stripeTemplate('checkout', type),
}));
/** An attempt that the bank declines. */
const DECLINED = ['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed'].map((type) => ({
  type,
  template: stripeTemplate('failed-then-paid', type),
}));

/**
 * The body of each event, in the order of arrival. With at least a third as many purchases as events each purchase has three events:
 * created, succeeded, charged. With fewer, the events of a purchase are one declined attempt after another, three events each.
 */
export function* purchaseBodies(
  { events, aggregates, bodyBytes }: TrafficShape,
  run: RunName,
): Generator<Buffer, void> {
  if (aggregates * 3 >= events) {
    const purchases = Math.ceil(events / 3);
    const slots = Math.ceil(events / 3) + 2 * APART;
    let sent = 0;
    for (let slot = 0; slot < slots; slot += 1) {
      for (const [step, { template, type }] of BOUGHT.entries()) {
        const purchase = slot - step * APART;
        if (purchase < 0 || purchase >= purchases || sent >= events) continue;
        sent += 1;
        yield body({ template, type, run, purchase, attempt: 1, step, bodyBytes });
      }
    }
    return;
  }
  for (let sent = 0; sent < events; sent += 1) {
    const purchase = sent % aggregates;
    const turn = Math.floor(sent / aggregates);
    const step = turn % 3;
    const { template, type } = DECLINED[step] ?? fail();
    yield body({ template, type, run, purchase, attempt: Math.floor(turn / 3) + 1, step, bodyBytes });
  }
}

function body({
  template,
  type,
  run,
  purchase,
  attempt,
  step,
  bodyBytes,
}: {
  readonly template: ReturnType<typeof stripeTemplate>;
  readonly type: string;
  readonly run: RunName;
  readonly purchase: number;
  readonly attempt: number;
  readonly step: number;
  readonly bodyBytes: number;
}): Buffer {
  const uid = `${run}x${purchase}`;
  const names = { customer: `cus_${uid}` };
  const charge = `ch_${uid}a${attempt}`;
  const object = type.startsWith('charge.')
    ? { ...names, id: charge, payment_intent: `pi_${uid}` }
    : { ...names, id: `pi_${uid}`, latest_charge: step === 0 ? null : charge };
  return stripeBody(template, {
    id: `evt_${uid}a${attempt}s${step}`,
    created: FIRST + purchase + (attempt - 1) * 3 + step,
    object: { ...object, created: FIRST + purchase },
    merchantRef: `order-${uid}`,
    bytes: bodyBytes,
  });
}

function fail(): never {
  throw new Error('there are three steps');
}
