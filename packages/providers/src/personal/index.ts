export { idsInBody } from './ids-in-body.ts';
export * from './mask-body.ts';
export type { PersonalPolicy } from './policy.ts';
export { policyOf } from './policies.ts';
