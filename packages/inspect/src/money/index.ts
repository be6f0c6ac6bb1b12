export {
  inExponent,
  type MoneyOfDay,
  type MoneyTotal,
  MOST_DAYS,
  readMoney,
  totalsOf,
} from './read-money.ts';
export { daysUntil } from './days.ts';
