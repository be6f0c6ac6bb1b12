import { type ScenarioName, simulatorOf } from '@payspool/providers/simulator';

type Json = Readonly<Record<string, unknown>>;

/** An event of Stripe's simulator, as a template for further events. */
export interface StripeTemplate {
  readonly event: Json;
  readonly object: Json;
}

const STARTS_AT = new Date('2026-01-05T10:00:00Z');
/** Stripe allows 50 keys of metadata, each value up to 500 characters (docs.stripe.com/api/metadata). */
const MAX_VALUE = 450;
const MAX_KEYS = 49;

/**
 * The first event of a type in a scenario of Stripe's simulator.
 *
 * @throws {Error} if the scenario has no such event
 */
export function stripeTemplate(scenario: ScenarioName, type: string, uid = 'template0000'): StripeTemplate {
  const played = simulatorOf('stripe').scenarios[scenario]?.({ uid, startsAt: STARTS_AT });
  const delivery = played?.deliveries.find((candidate) => candidate.type === type);
  if (!delivery) throw new Error(`Stripe's simulator sends no ${type} in ${scenario}`);
  const event = JSON.parse(delivery.body.toString('utf8')) as Json & {
    readonly data: { readonly object: Json };
  };
  return { event, object: event.data.object };
}

/**
 * A pretty-printed body like Stripe's, of `bytes` bytes or slightly more. The difference to the template is filled with metadata, as a shop
 * would write it beside the id of its own order.
 */
export function stripeBody(
  template: StripeTemplate,
  {
    id,
    created,
    object,
    merchantRef,
    bytes,
  }: {
    /** The event's id. */
    readonly id: string;
    /** Unix seconds. */
    readonly created: number;
    readonly object: Json;
    readonly merchantRef: string;
    readonly bytes: number;
  },
): Buffer {
  const write = (metadata: Json) =>
    JSON.stringify(
      { ...template.event, id, created, data: { object: { ...template.object, ...object, metadata } } },
      null,
      2,
    );
  const named = { order_id: merchantRef };
  const missing = bytes - Buffer.byteLength(write(named));
  return Buffer.from(missing > 0 ? write({ ...named, ...noteOf(missing) }) : write(named));
}

/** Metadata that makes a body longer by this number of bytes. */
function noteOf(bytes: number): Json {
  // The other characters of a line in the pretty-printed body: indent, key, quotes and comma.
  const perLine = 30;
  const lines = Math.min(MAX_KEYS, Math.ceil(bytes / (MAX_VALUE + perLine)));
  const length = Math.max(1, Math.min(500, Math.ceil(bytes / lines) - perLine));
  return Object.fromEntries(
    Array.from({ length: lines }, (_, line) => [
      `cart_line_${String(line + 1).padStart(2, '0')}`,
      text(length),
    ]),
  );
}

const WORDS = 'sku 4711 blue cotton shirt size M, gift wrapped, deliver to the neighbour; ';
const text = (length: number): string => WORDS.repeat(Math.ceil(length / WORDS.length)).slice(0, length);
