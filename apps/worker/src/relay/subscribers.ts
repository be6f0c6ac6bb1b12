import { topicNames } from '@payspool/events';
import type { Subscriber } from '@payspool/reactions/ledger';
import type { Consumer } from '../reactions/consumer.ts';

/** The consumers of each topic, by which transitions of the outbox are dispatched. */
export const subscribersOf = (consumers: readonly Consumer[]): Subscriber[] =>
  consumers.map(({ name, on }) => ({ consumer: name, topics: topicNames.filter((topic) => on[topic]) }));
