/** A way to break something. */
export interface FaultKind {
  /** `Redis is killed` */
  readonly name: string;
  /** What can be broken; of one of them only one thing is broken at a time. */
  readonly victims: readonly Victim[];
}

export interface Victim {
  /** `Redis`, `worker-1` */
  readonly label: string;
  /** Breaks it. Resolves when the cause is gone; what was hit may need longer. */
  readonly inject: (random: () => number) => Promise<void>;
}
