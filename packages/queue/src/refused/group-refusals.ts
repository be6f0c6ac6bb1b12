import type { RefusedDelivery } from './refused-delivery.ts';

/** Refused deliveries of one account with one code, without a long pause between two of them. */
export interface RefusalGroup {
  readonly provider: string;
  readonly account: string;
  readonly code: string;
  /** All of them, also those without a record of their own. */
  readonly count: number;
  /** The first and the last one. */
  readonly since: Date;
  readonly until: Date;
  /** How many addresses sent them. */
  readonly sources: number;
  /** What probably happened, as a question or a sentence; absent if the code alone does not show it. */
  readonly guess?: string;
  readonly newest: RefusedDelivery;
}

/** After such a pause another group begins, milliseconds. */
const PAUSE_MS = 6 * 3_600_000;

/** Groups refused deliveries by account and code. @param refused newest first @returns the group with the newest one first */
export function groupRefusals(refused: readonly RefusedDelivery[]): readonly RefusalGroup[] {
  const groups: { readonly members: RefusedDelivery[]; readonly newest: RefusedDelivery; since: Date }[] = [];
  const open = new Map<string, (typeof groups)[number]>();
  for (const one of refused) {
    const kind = `${one.provider}/${one.account} ${one.code}`;
    const known = open.get(kind);
    if (known && known.since.getTime() - one.at.getTime() <= PAUSE_MS) {
      known.members.push(one);
      known.since = one.at;
      continue;
    }
    const group = { members: [one], newest: one, since: one.at };
    open.set(kind, group);
    groups.push(group);
  }
  return groups.map(({ members, newest, since }) => {
    const { provider, account, code, at } = newest;
    const guess = GUESSES[code];
    return {
      provider,
      account,
      code,
      count: members.reduce((sum, { leftOut }) => sum + 1 + leftOut, 0),
      since,
      until: at,
      sources: new Set(members.map(({ source }) => source)).size,
      ...(guess === undefined ? {} : { guess }),
      newest,
    };
  });
}

const CLOCK = 'Is the clock of the machine wrong, or does somebody send old deliveries again?';

const GUESSES: Readonly<Record<string, string | undefined>> = {
  signature_mismatch: 'Was the secret rotated on one side only?',
  signature_missing: 'The sender is probably not the provider, or a proxy removes a header.',
  token_mismatch: 'Does the webhook URL at the provider still end with an old token?',
  timestamp_stale: CLOCK,
  timestamp_future: CLOCK,
};
