import type { Database, Transaction } from '@payspool/db';
import {
  countRetryable,
  disableConsumer,
  enableConsumer,
  type FinishedReaction,
  findRetryable,
  type ReactionFilter,
  retryThese,
  skipThese,
} from '@payspool/reactions/ledger';
import { filterCondition, parseFilter, REACTION_LIST } from '@payspool/inspect';
import { z } from 'zod';
import { ofReader } from '../replay/event-filter.ts';
import { MOST_REPORTED } from '../request/names.ts';
import type { OperationKind, StepContext, StepResult, StepState } from '../operations/operation-kind.ts';
import { ScopeParam } from '../request/scope.ts';

/** What can be done with reactions, or with a consumer. */
const REACT_ACTIONS = ['retry', 'skip', 'enable', 'disable'] as const;

const Filter = z.object({
  /** The transition. */
  id: z.string().optional(),
  topic: z.string().optional(),
  consumer: z.string().optional(),
  /** A reference of the purchase or subscription. */
  ref: z.string().optional(),
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
});

const Params = z.object({
  action: z.enum(REACT_ACTIONS),
  filter: Filter.default({}),
  /** The filter of the list of reactions, with absolute times. Reactions match both. */
  terms: z.string().optional(),
  scope: ScopeParam,
  /** Also retries reactions that succeeded. */
  again: z.boolean().default(false),
  /** Why reactions are skipped or a consumer is disabled. */
  reason: z.string().default('by an operator'),
  /** The last transition that counts. Set when it begins, or with the request. */
  upTo: z.string().optional(),
});
export type ReactParams = z.output<typeof Params>;

const Cursor = z.object({ after: z.string(), consumer: z.string() });
type Cursor = z.output<typeof Cursor>;

const Report = z.object({
  matched: z.int(),
  /** Reactions that were retried or skipped, or consumers that were enabled or disabled; in a rehearsal those that would be. */
  changed: z.int(),
  /** The first of them: what is sent, where, with which idempotency key. */
  items: z.array(z.unknown()),
});
export type ReactReport = z.output<typeof Report>;

/** Reactions of one step. */
const PAGE = 100;

/** Retries or skips reactions, or enables or disables a consumer. */
export const react: OperationKind<ReactParams, Cursor, ReactReport> = {
  name: 'react',
  params: Params,
  cursor: Cursor,
  report: Report,
  begin: async (params, { db }) => {
    const isAboutConsumer = params.action === 'enable' || params.action === 'disable';
    if (isAboutConsumer && params.filter.consumer === undefined)
      throw new Error(`to ${params.action} a consumer, name it`);
    const upTo = params.upTo ?? (await lastTransition(db));
    const total = isAboutConsumer
      ? 1
      : await countRetryable(db, filterOf({ ...params, upTo }), whichOf(params));
    return {
      params: { ...params, upTo },
      cursor: { after: '0', consumer: '' },
      report: { matched: total, changed: 0, items: [] },
      total,
    };
  },
  step: (state, context) =>
    state.params.action === 'enable' || state.params.action === 'disable'
      ? changeConsumer(state, context)
      : changeReactions(state, context),
};

type State = StepState<ReactParams, Cursor, ReactReport>;
type Result = StepResult<Cursor, ReactReport>;

async function lastTransition(db: Database): Promise<string> {
  const last = await db.outbox.findFirst({ orderBy: { id: 'desc' }, select: { id: true } });
  return (last?.id ?? 0n).toString();
}

const filterOf = ({
  filter: { id, since, until, ...filter },
  terms,
  scope,
  upTo,
}: ReactParams): ReactionFilter => ({
  ...filter,
  ...(id !== undefined && { id: BigInt(id) }),
  ...(since !== undefined && { since: new Date(since) }),
  ...(until !== undefined && { until: new Date(until) }),
  ...(scope && { accounts: scope }),
  ...(terms !== undefined && {
    where: ofReader(filterCondition(parseFilter(REACTION_LIST, terms, new Date(0)))),
  }),
  upTo: BigInt(upTo ?? 0),
});

/** Skipping also ends reactions that still wait for an attempt. */
const whichOf = ({ action, again }: ReactParams) =>
  ({ again: action === 'skip' ? 'unfinished' : again ? 'all' : 'failed' }) as const;

async function changeReactions(
  { params, cursor, report, isRehearsal, done }: State,
  { db, emit, journal, destinationOf }: StepContext,
): Promise<Result> {
  const before = journal?.entries.get('page') as readonly ReactionItem[] | undefined;
  const found = before
    ? []
    : await findRetryable(db, filterOf(params), { ...whichOf(params), ...placeOf(cursor), limit: PAGE });
  const items = before ?? found.map((reaction) => itemOf(reaction, destinationOf));
  if (!isRehearsal && found.length > 0) {
    const change = {
      ...whichOf(params),
      beforeCommit: async (tx: Transaction) => journal?.write(tx, 'page', items),
    };
    if (params.action === 'skip') await skipThese(db, found, { reason: params.reason, ...change });
    else await retryThese(db, found, change);
  }
  for (const item of items) emit?.(item);
  const last = items.at(-1);
  return {
    cursor: last ? { after: last.outboxId, consumer: last.consumer } : cursor,
    report: {
      ...report,
      changed: report.changed + items.length,
      items: [...report.items, ...items.slice(0, Math.max(0, MOST_REPORTED - report.items.length))],
    },
    done: done + items.length,
    isDone: items.length < PAGE,
  };
}

const placeOf = ({ after, consumer }: Cursor) => ({ after: { outboxId: BigInt(after), consumer } });

/** A reaction as the report has it. */
type ReactionItem = ReturnType<typeof itemOf>;

const itemOf = (
  { outboxId, ...reaction }: FinishedReaction,
  destinationOf: StepContext['destinationOf'],
) => ({ outboxId: outboxId.toString(), to: destinationOf?.(reaction.consumer), ...reaction });

async function changeConsumer(
  { params, cursor, report, isRehearsal }: State,
  context: StepContext,
): Promise<Result> {
  const { db, emit, destinationOf } = context;
  const { action, reason, filter } = params;
  const consumer = filter.consumer ?? '';
  const disabled = await db.disabledConsumer.findUnique({ where: { consumer } });
  const isChange = (disabled !== null) === (action === 'enable');
  if (!isRehearsal && action === 'enable') await enableConsumer(db, consumer);
  if (!isRehearsal && action === 'disable') await disableConsumer(db, consumer, reason);
  const item = {
    consumer,
    to: destinationOf?.(consumer),
    status: disabled ? 'disabled' : 'enabled',
    disabledAt: disabled?.disabledAt.toISOString(),
    reason: disabled?.reason,
    missed: await countRetryable(db, { consumer, status: 'skipped' }, { again: 'failed' }),
  };
  emit?.(item);
  return { cursor, report: { ...report, changed: isChange ? 1 : 0, items: [item] }, done: 1, isDone: true };
}
