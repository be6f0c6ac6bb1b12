export { type FilteredRefusal, matchesRefusal, REFUSAL_LIST } from './refusal-filter.ts';
