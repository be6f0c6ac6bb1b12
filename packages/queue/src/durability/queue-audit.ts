/** A setting under which the queue's store can lose what it has acknowledged. */
export interface Finding {
  /** The store's own name of the setting: `appendfsync`. */
  readonly setting: string;
  readonly value: string;
  readonly wanted: string;
}

/** The durability of what the queue's store acknowledges. */
export interface QueueAudit {
  /** No weakness was found, and every setting could be read. */
  readonly safe: boolean;
  readonly findings: readonly Finding[];
  /** Whether the store lets this client read its settings. Managed stores often do not. */
  readonly readable: boolean;
}

/** The value of a setting that could not be read. */
export const UNREADABLE = 'unreadable';

export const auditOf = (findings: readonly Finding[], { readable }: { readable: boolean }): QueueAudit => ({
  safe: readable && findings.length === 0,
  findings,
  readable,
});
