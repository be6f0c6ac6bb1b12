import { randomBytes } from 'node:crypto';
import { type Provider, providers } from '@payspool/providers';
import { personalValues } from '@payspool/providers/personal';
import { type Simulator, simulatorOf } from '@payspool/providers/simulator';

/** A customer who exists once, with what is searched for. */
export interface Person {
  readonly provider: Provider;
  readonly simulator: Simulator;
  /** In every id of this customer's purchase. */
  readonly uid: string;
  readonly name: string;
  readonly email: string;
  readonly street: string;
}

export function personAt(provider: Provider): Person {
  const uid = randomBytes(6).toString('hex');
  const word = randomBytes(6).toString('hex');
  return {
    provider,
    simulator: simulatorOf(provider),
    uid,
    name: `Person-${word}`,
    email: `mail-${word}@person.example`,
    street: `Lane-${word}`,
  };
}

/** The providers whose simulated events name customers. IppoPay and Adyen send no id of one; the simulator of GoCardless has none. */
export const withCustomers = providers.filter(
  ({ slug }) => !['ippopay', 'adyen', 'gocardless'].includes(slug),
);

/** The id of the only customer that a simulator has. */
const ONLY_CUSTOMER: Readonly<Record<string, string>> = {
  shopify: '115310627314723954',
  cashfree: 'cust_7112',
};

/** The deliveries of a subscription of this customer, or of an order, with the customer's data where the provider has it, and elsewhere. */
export function deliveriesOf(person: Person, startsAt: Date): readonly Buffer[] {
  const { simulator, uid } = person;
  const { checkout, subscription } = simulator.scenarios;
  // Of Cashfree's events only those of payments name the customer.
  const play = person.provider.slug === 'cashfree' ? checkout : (subscription ?? checkout);
  const { deliveries = [] } = play?.({ uid, startsAt }) ?? {};
  return deliveries.map(({ body }) => planted(person, body));
}

/** A body of the provider with the data of this customer. A form stays as it is: only the API's answer to it names people. */
export function planted(person: Person, body: Buffer): Buffer {
  const { provider, uid, name, email, street } = person;
  const text = body.toString();
  if (!text.startsWith('{')) return body;
  const [, head, payload, signature] = JWS.exec(text) ?? [];
  if (payload !== undefined) {
    const inside = planted(person, Buffer.from(payload, 'base64url')).toString('base64url');
    return Buffer.from(JSON.stringify({ signedPayload: `${head}.${inside}.${signature}` }));
  }
  const only = ONLY_CUSTOMER[provider.slug];
  const own = `${parseInt(uid, 16)}`.padStart(16, '1');
  const replaced = personalValues(provider.slug, body)
    // Shopify's note attributes hold the merchant's own id, which orders keep.
    .filter(
      ({ place, value }) => !place.startsWith('note_attributes') && text.includes(JSON.stringify(value)),
    )
    .reduce(
      (changed, { value }) =>
        changed.replaceAll(JSON.stringify(value), JSON.stringify(value.includes('@') ? email : name)),
      only === undefined ? text : text.replaceAll(only, only.replace(/\d+/, own)),
    );
  const added = JSON.stringify({ buyer: { name, email, address: { line1: street } } }).slice(1);
  return Buffer.from(`${replaced.trimEnd().slice(0, -1)},${added}`);
}

/** Apple's body; `sign` signs its content again. */
const JWS = /^\{"signedPayload":"([\w-]+)\.([\w-]+)\.([\w-]+)"\}$/;

/** What is found of a person in a text. */
export const foundOf = ({ name, email, street }: Person, text: string): readonly string[] =>
  [name, email, street].filter((value) => text.includes(value));
