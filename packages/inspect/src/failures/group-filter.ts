import { termText } from '../filter/index.ts';
import { REMOVED } from './cause.ts';
import type { EventFailures } from './failed-events.ts';
import type { ReactionFailures } from './failed-reactions.ts';

const SECOND_MS = 1000;
/** A reaction may fail long after its transition was published: while a consumer is away, and by retries. */
const PUBLISHED_BEFORE_MS = 30 * 24 * 3_600_000;

/** The filter of the list of events that selects a group, since the first of it. */
export const eventGroupFilter = (
  { provider, type, cause, since }: Pick<EventFailures, 'provider' | 'type' | 'cause' | 'since'>,
  status: 'failed' | 'ignored',
): string =>
  [
    `status:${status}`,
    termText('provider', provider),
    ...(type === '' ? [] : [termText('type', type)]),
    ...errorTerm(cause),
    sinceTerm('received', since, SECOND_MS),
  ].join(' ');

/** The filter of the list of reactions that selects a group. */
export const reactionGroupFilter = ({
  consumer,
  topic,
  cause,
  since,
}: Pick<ReactionFailures, 'consumer' | 'topic' | 'cause' | 'since'>): string =>
  [
    'status:failed',
    termText('consumer', consumer),
    termText('topic', topic),
    ...errorTerm(cause),
    sinceTerm('published', since, PUBLISHED_BEFORE_MS),
  ].join(' ');

const sinceTerm = (key: string, at: Date, marginMs: number): string =>
  `${key}:>${new Date(at.getTime() - marginMs).toISOString()}`;

/** The longest part of a cause between the removed ids. */
function errorTerm(cause: string): string[] {
  const [longest = ''] = cause
    .split(REMOVED)
    .map((part) => part.trim())
    .toSorted((a, b) => b.length - a.length);
  return longest === '' ? [] : [termText('error', longest)];
}
