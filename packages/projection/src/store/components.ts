import type { EventOfSet } from './events-of-set.ts';
import type { Loaded } from './load-aggregates.ts';
import { nameOf } from './lock-references.ts';

/** The events of a set that belong to the same aggregate: they share references, or their references belong to one aggregate already. */
export interface Component {
  /** In the order of their jobs. */
  readonly events: readonly EventOfSet[];
  /** The stored aggregate of each reference that has one, by the name of the reference. */
  readonly aliases: ReadonlyMap<string, bigint>;
}

/** Groups the events of a set into components. */
export function componentsIn(events: readonly EventOfSet[], { aliases }: Loaded): Component[] {
  const namesOf = ({ record, references }: EventOfSet) =>
    references.map((reference) => nameOf(record, reference));
  const groups = componentsOf(events, (event) =>
    namesOf(event).flatMap((name) => {
      const id = aliases.get(name);
      return id === undefined ? [name] : [name, `${id}`];
    }),
  );
  return groups.map((group) => ({
    events: group,
    aliases: new Map(
      group.flatMap(namesOf).flatMap((name) => {
        const id = aliases.get(name);
        return id === undefined ? [] : [[name, id] as const];
      }),
    ),
  }));
}

/**
 * Groups entries that share a reference, directly or through other entries. Groups are in the order of their first entries; an entry
 * without references is in none.
 */
export function componentsOf<Entry>(
  entries: readonly Entry[],
  referencesOf: (entry: Entry) => readonly string[],
): Entry[][] {
  const parent = new Map<string, string>();
  // A loop, because a long purchase can be a chain of as many references as it has events.
  const rootOf = (reference: string): string => {
    let at = reference;
    for (;;) {
      const above = parent.get(at);
      if (above === undefined || above === at) return at;
      const next = parent.get(above) ?? above;
      parent.set(at, next);
      at = next;
    }
  };
  for (const entry of entries) {
    const [first, ...others] = referencesOf(entry);
    for (const other of others) if (first !== undefined) parent.set(rootOf(other), rootOf(first));
  }
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const [first] = referencesOf(entry);
    if (first === undefined) continue;
    const group = groups.get(rootOf(first));
    if (group) group.push(entry);
    else groups.set(rootOf(first), [entry]);
  }
  return [...groups.values()];
}
