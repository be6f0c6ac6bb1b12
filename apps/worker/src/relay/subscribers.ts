import { topicNames } from '@payspool/events';
import type { Subscriber } from '@payspool/reactions';
import type { Consumer } from '../reactions/consumer.ts';

/** Who is told of which topics, as the outbox is dispatched by it. */
export const subscribersOf = (consumers: readonly Consumer[]): Subscriber[] =>
  consumers.map(({ name, on }) => ({ consumer: name, topics: topicNames.filter((topic) => on[topic]) }));
