export { FilterError, type FilterFault } from './filter-error.ts';
export {
  type Filter,
  filterCondition,
  printFilter,
  spanOf,
  type Term,
  termText,
  writtenFilter,
} from './filter.ts';
export {
  anyWord,
  choiceKey,
  countKey,
  durationKey,
  idKey,
  type FilteredList,
  type Key,
  type KeyKind,
  type Matches,
  moneyKey,
  textKey,
  timeKey,
  wordKey,
} from './key.ts';
export { parseFilter } from './parse-filter.ts';
