import type { AccessCase } from './access-case.ts';
import { BILLING_CASES } from './billing-cases.ts';
import { LOSS_CASES } from './loss-cases.ts';

export const SUBSCRIPTION_CASES: readonly AccessCase[] = [...BILLING_CASES, ...LOSS_CASES];
