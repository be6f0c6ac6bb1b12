import { type ScenarioName, simulatorOf } from '@payspool/providers/simulator';

type Json = Readonly<Record<string, unknown>>;

/** An event of Stripe's simulator, as a template for many of its kind. */
export interface StripeTemplate {
  readonly event: Json;
  readonly object: Json;
}

const STARTS_AT = new Date('2026-01-05T10:00:00Z');
/** Stripe allows 50 keys of metadata, each value up to 500 characters (docs.stripe.com/api/metadata). */
const MAX_VALUE = 450;
const MAX_KEYS = 49;

/**
 * The first event of a type that Stripe's simulator sends in a scenario.
 *
 * @throws {Error} when it sends none
 */
export function stripeTemplate(scenario: ScenarioName, type: string, uid = 'template0000'): StripeTemplate {
  const told = simulatorOf('stripe').scenarios[scenario]?.({ uid, startsAt: STARTS_AT });
  const delivery = told?.deliveries.find((candidate) => candidate.type === type);
  if (!delivery) throw new Error(`Stripe's simulator sends no ${type} in ${scenario}`);
  const event = JSON.parse(delivery.body.toString('utf8')) as Json & {
    readonly data: { readonly object: Json };
  };
  return { event, object: event.data.object };
}

/**
 * A body as Stripe sends it, pretty-printed, of `bytes` bytes or a little more: what the template lacks is metadata, as a shop would
 * write it beside the id of its own order.
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
    /** Of the event. */
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

/** Metadata that makes a body so many bytes longer. */
function noteOf(bytes: number): Json {
  // A line of its own in the pretty-printed body: indent, key, quotes and comma.
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
