import { z } from 'zod';
import type { Operation } from './operation.ts';
import type { Journal } from './operation-kind.ts';

const Entries = z.array(z.tuple([z.string(), z.unknown()]));

/** The journal of the step that an operation is at. */
export function journalOf({ id, journal }: Pick<Operation, 'id' | 'journal'>): Journal {
  return {
    entries: new Map(Entries.parse(journal)),
    write: async (tx, name, entry) => {
      const added = JSON.stringify([[name, entry]]);
      await tx.$executeRaw`UPDATE operations SET journal = journal || ${added}::jsonb WHERE id = ${id}`;
    },
  };
}
