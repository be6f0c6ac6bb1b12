import { createHash } from 'node:crypto';
import type { ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { timeAt } from '../../../simulator/scenario.ts';
import { bodyOf } from '../jws.ts';

/** The app of all simulated notifications. */
export const BUNDLE_ID = 'com.example.payspool.simulator';

/** In the sandbox a month has five minutes (App Store Connect help, "Test in-app purchases"). */
export const MONTH = 300;

type Fields = Readonly<Record<string, unknown>>;

export interface Story {
  /** Seconds after the start of the scenario. */
  readonly at: number;
  readonly type: string;
  readonly subtype?: string;
  readonly transaction: Fields;
  readonly renewal?: Fields;
  readonly status?: number;
}

/** A notification of the sandbox. Its id depends on what it says, so that it is the same each time the scenario is played. */
export function notification(
  context: ScenarioContext,
  { at, type, subtype, transaction, renewal, status }: Story,
): SimulatedDelivery {
  const occurredAt = timeAt(context, at);
  const signedDate = occurredAt.getTime();
  const app = { bundleId: BUNDLE_ID, environment: 'Sandbox' };
  const content = {
    notificationType: type,
    subtype,
    notificationUUID: uuid(`${context.uid} ${at} ${type} ${subtype}`),
    version: '2.0',
    signedDate,
    data: {
      ...app,
      bundleVersion: '12',
      signedTransactionInfo: { ...transaction, ...app, signedDate },
      signedRenewalInfo: renewal && { ...renewal, environment: 'Sandbox', signedDate },
      status,
    },
  };
  return { type, occurredAt, body: bodyOf(content) };
}

/** What a customer has in all transactions of an app. */
export const customer = ({ uid }: ScenarioContext): Fields => ({
  appTransactionId: `7${digits(uid, 17)}`,
  appAccountToken: uuid(`account ${uid}`),
  storefront: 'DEU',
  storefrontId: '143443',
  inAppOwnershipType: 'PURCHASED',
  quantity: 1,
  currency: 'EUR',
});

/** The id of a transaction, 16 digits like Apple's. `number` distinguishes those of one scenario. */
export const transactionId = ({ uid }: ScenarioContext, number: number): string =>
  `2${digits(uid, 12)}${String(number).padStart(3, '0')}`;

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

const digits = (text: string, count: number): string =>
  BigInt(`0x${hash(text)}`)
    .toString()
    .slice(-count);

const uuid = (text: string): string =>
  hash(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
