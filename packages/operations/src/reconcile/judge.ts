import type { Database } from '@payspool/db';
import { compareObservations, type ObservedDifference, type ProjectionSettings } from '@payspool/projection';
import type { ReadObject } from '../operations/read-object.ts';
import { type Unit, rowsAccountOf } from '../operations/units.ts';
import type { Finding } from './finding.ts';

/** An object with what it would change; `finding` is absent if our rows show it as it is. */
export interface Judged {
  readonly object: ReadObject;
  readonly finding?: Finding;
}

/** The number of purchases that are in memory at the same time. */
const AT_ONCE = 25;

/** Compares objects with our rows, in their order. */
export async function judge(
  db: Database,
  objects: readonly ReadObject[],
  { unit, settings }: { readonly unit: Unit; readonly settings: ProjectionSettings },
): Promise<Judged[]> {
  const parts = objects.flatMap((object) =>
    object.is === 'meaningful' ? object.parts.map((part) => ({ object, part })) : [],
  );
  const differences = new Map<ReadObject, ObservedDifference[]>();
  for (let from = 0; from < parts.length; from += AT_ONCE) {
    const group = parts.slice(from, from + AT_ONCE);
    const compared = await compareObservations(
      db,
      group.map(({ object: { reading }, part: { eventKey, events } }) => ({
        provider: unit.provider,
        account: reading.account,
        eventKey,
        events,
      })),
      settings,
    );
    for (const [at, { object }] of group.entries()) {
      const difference = compared[at];
      if (difference) differences.set(object, [...(differences.get(object) ?? []), difference]);
    }
  }
  return objects.map((object) => {
    const finding = findingOf(object, unit, joined(differences.get(object) ?? []));
    return { object, ...(finding && { finding }) };
  });
}

/** The differences of all parts of an object. */
const joined = (parts: readonly ObservedDifference[]): ObservedDifference | undefined =>
  parts.length === 0
    ? undefined
    : {
        isKnown: parts.some(({ isKnown }) => isKnown),
        isLogBroken: parts.some(({ isLogBroken }) => isLogBroken),
        rows: parts.flatMap(({ rows }) => rows),
        refused: parts.flatMap(({ refused }) => refused),
      };

function findingOf(
  object: ReadObject,
  unit: Unit,
  difference: ObservedDifference | undefined,
): Finding | undefined {
  const { kind, id } = object;
  const about = { provider: unit.provider, account: rowsAccountOf(unit), kind, id, rows: [], applied: false };
  if (object.is === 'unreadable')
    return {
      ...about,
      class: 'unreadable',
      remedy: `Payspool cannot read this object: ${object.reason}. Report it, or upgrade.`,
    };
  if (object.is === 'elsewhere')
    return { ...about, account: object.rowsAccount, class: 'elsewhere', remedy: `It is ${object.reason}.` };
  if (object.is === 'meaningless' || !difference) return undefined;
  const verdict = verdictOf(difference);
  return (
    verdict && { ...about, account: object.reading.account, rows: difference.rows.map(copyOf), ...verdict }
  );
}

function verdictOf({
  isKnown,
  isLogBroken,
  refused,
  rows,
}: ObservedDifference): Pick<Finding, 'class' | 'remedy'> | undefined {
  const [first] = refused;
  if (first)
    return {
      class: 'contradicts',
      remedy: `The provider says that the ${first.kind} ${first.ref} is ${first.stated}, and our events say ${first.status}. Recording it does not change that. Look at its events: payspool events list --order ${first.ref}`,
    };
  if (isLogBroken)
    return {
      class: 'behind',
      remedy:
        'Our rows differ from our own events: a row was changed, or an event was deleted. --apply records the object and computes the rows again; payspool rebuild finds more of this kind.',
    };
  if (rows.length === 0) return undefined;
  return isKnown
    ? { class: 'behind', remedy: 'An event of this purchase is missing. --apply records the object.' }
    : {
        class: 'missing',
        remedy:
          'Nothing of this purchase was received. --apply records the object. For purchases from before the endpoint existed use payspool backfill.',
      };
}

const copyOf = ({ columns, ...row }: ObservedDifference['rows'][number]): Finding['rows'][number] => ({
  ...row,
  columns: columns.map((column) => ({ ...column })),
});
