export { findFinding, type Finding, type FindingsRequest, type FoundRow, listFindings } from './findings.ts';
export { type FollowUps, followUpStates } from './follow-ups.ts';
