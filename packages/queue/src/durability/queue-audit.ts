/** A setting under which the queue's store can lose what it has acknowledged. */
export interface Finding {
  /** By the store's own name: `appendfsync`. */
  readonly setting: string;
  readonly value: string;
  readonly wanted: string;
}

/** How the queue's store keeps what it acknowledges. */
export interface QueueAudit {
  /** Nothing was found, and everything could be read. */
  readonly safe: boolean;
  readonly findings: readonly Finding[];
  /** Whether the store lets this client read its settings; managed ones often do not. */
  readonly readable: boolean;
}

/** The value of a setting that could not be read. */
export const UNREADABLE = 'unreadable';

export const auditOf = (findings: readonly Finding[], { readable }: { readable: boolean }): QueueAudit => ({
  safe: readable && findings.length === 0,
  findings,
  readable,
});
