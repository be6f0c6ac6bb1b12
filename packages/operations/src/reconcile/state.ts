import { z } from 'zod';
import type { StepContext, StepResult, StepState } from '../operations/operation-kind.ts';
import { type OpenUnit, Unit, Unread } from '../operations/units.ts';
import { DRIFT_CLASSES, Finding, isDifference } from './finding.ts';

export const Params = z.object({
  provider: z.string().optional(),
  account: z.string().optional(),
  /** Objects that were created since then, ISO 8601. */
  since: z.iso.datetime(),
  /** Only these of the provider's kinds of objects. */
  kinds: z.array(z.string()).optional(),
  /** Only the purchases with these references. */
  orders: z.array(z.string()).optional(),
  /** With `apply`: publishes the changes at once. */
  react: z.boolean(),
  /** Set when it begins. */
  until: z.iso.datetime().optional(),
  units: z.array(Unit).optional(),
});
export type ReconcileParams = z.output<typeof Params>;

/** An object that differs at the first look. */
const Candidate = z.object({
  kind: z.string(),
  id: z.string(),
  /** When it was read first, milliseconds. */
  at: z.number(),
  /** Whether the provider did not have it. */
  isGone: z.boolean(),
});
export type Candidate = z.output<typeof Candidate>;

export const Cursor = z.object({
  unit: z.int(),
  /** `list`: all objects of a time. `orders`: given purchases. `open`: what is not final. `earlier`: earlier findings. `again`: a second look. */
  phase: z.enum(['list', 'orders', 'open', 'earlier', 'again']),
  /** How often the unit has been read, from 1. */
  pass: z.int(),
  /** The objects that had been recorded before this pass. */
  applied: z.int(),
  /** The place in the list of kinds or orders. */
  place: z.int(),
  /** The next page of the phase; empty for the first. */
  page: z.string(),
  /** How often the present call has failed. */
  tries: z.int(),
  /** How often the second look was put off, because the queue was behind. */
  putOff: z.int(),
  candidates: z.array(Candidate),
});
export type ReconcileCursor = z.output<typeof Cursor>;

export const Report = z.object({
  /** Objects that were read. */
  read: z.int(),
  /** The number of findings of each class. */
  counts: z.record(z.enum(DRIFT_CLASSES), z.int()),
  applied: z.int(),
  /** Transitions that were published or, without `react`, are published with the next event. */
  transitions: z.int(),
  /** The first findings; all are in the table `drift`. */
  findings: z.array(Finding),
  unread: z.array(Unread),
  /** Accounts that cannot be compared at all. */
  uncovered: z.array(Unread),
});
export type ReconcileReport = z.output<typeof Report>;

export type ReconcileState = StepState<ReconcileParams, ReconcileCursor, ReconcileReport>;
export type ReconcileResult = StepResult<ReconcileCursor, ReconcileReport>;

/** The findings that a report has at most. */
const MOST_FINDINGS = 1000;
const MOST_UNREAD = 500;

/** A unit with its reading functions. */
export interface Reading extends OpenUnit {
  readonly unit: Unit;
}

/** The cursor at the beginning of a unit, or of a further pass. */
export const beginUnit = (
  unit: number,
  { orders }: Pick<ReconcileParams, 'orders'>,
  { pass = 1, applied = 0 }: { readonly pass?: number; readonly applied?: number } = {},
): ReconcileCursor => ({
  unit,
  phase: orders ? 'orders' : 'list',
  pass,
  applied,
  place: 0,
  page: '',
  tries: 0,
  putOff: 0,
  candidates: [],
});

export const nextPhase = (cursor: ReconcileCursor, phase: ReconcileCursor['phase']): ReconcileCursor => ({
  ...cursor,
  phase,
  place: 0,
  page: '',
});

/** The next step, with the number of objects that were read as its progress. */
export const goOn = (
  { cursor, report }: Pick<ReconcileState, 'cursor' | 'report'>,
  change: Partial<Pick<ReconcileResult, 'cursor' | 'report' | 'pauseMs'>>,
): ReconcileResult => {
  const next = { cursor, report, ...change };
  return { ...next, isDone: false, done: next.report.read };
};

export const withCandidates = (cursor: ReconcileCursor, more: readonly Candidate[]): ReconcileCursor => {
  const known = new Set(cursor.candidates.map(({ kind, id }) => `${kind} ${id}`));
  return {
    ...cursor,
    candidates: [...cursor.candidates, ...more.filter(({ kind, id }) => !known.has(`${kind} ${id}`))],
  };
};

export function withFinding(
  report: ReconcileReport,
  finding: Finding,
  { emit }: Pick<StepContext, 'emit'>,
): ReconcileReport {
  emit?.(finding);
  return {
    ...report,
    counts: { ...report.counts, [finding.class]: report.counts[finding.class] + 1 },
    applied: report.applied + (finding.applied ? 1 : 0),
    findings: report.findings.length < MOST_FINDINGS ? [...report.findings, finding] : report.findings,
  };
}

/** One entry for each part that could not be read, with the first reason. */
export const withUnread = (report: ReconcileReport, what: string, reason: string): ReconcileReport =>
  report.unread.length >= MOST_UNREAD || report.unread.some((one) => one.what === what)
    ? report
    : { ...report, unread: [...report.unread, { what, reason }] };

/** The differences that are left. */
export const differencesIn = ({ counts, applied }: Pick<ReconcileReport, 'counts' | 'applied'>): number =>
  DRIFT_CLASSES.filter(isDifference).reduce((sum, name) => sum + counts[name], 0) - applied;
