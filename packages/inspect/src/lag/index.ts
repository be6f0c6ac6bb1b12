export { type Lag, type LagOfAccount, MOST_MEASURED, readLag, type Spread } from './read-lag.ts';
