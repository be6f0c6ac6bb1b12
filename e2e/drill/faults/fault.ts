/** A kind of fault. */
export interface FaultKind {
  /** `Redis is killed` */
  readonly name: string;
  /** A target of faults; it has only one fault at a time. */
  readonly victims: readonly Victim[];
}

export interface Victim {
  /** `Redis`, `worker-1` */
  readonly label: string;
  /** Injects the fault. Resolves when the cause is gone; the target may need longer to recover. */
  readonly inject: (random: () => number) => Promise<void>;
}
