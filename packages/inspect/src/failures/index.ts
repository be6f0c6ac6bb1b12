export { type EventFailures, groupEvents } from './failed-events.ts';
export type { Groups } from './merge-groups.ts';
export { groupJobs, type JobFacts, type JobFailures } from './failed-jobs.ts';
export { groupReactions, type ReactionFailures } from './failed-reactions.ts';
export { eventGroupFilter, reactionGroupFilter } from './group-filter.ts';
