export { amountText } from './amount.ts';
export {
  type Change,
  changeFrom,
  columnLabel,
  type Currency,
  describeChange,
  type Step,
  type StepValue,
  type StoredChange,
  valueText,
} from './change.ts';
export { sentenceOf } from './sentence.ts';
export { exactTime, spanText } from './time-text.ts';
