export interface Clock {
  /** What code under test takes as its clock. */
  readonly now: () => Date;
  readonly advance: (milliseconds: number) => void;
}

/** A clock that stands still until told otherwise. */
export function createClock(start: Date | string): Clock {
  let time = new Date(start).getTime();
  return {
    now: () => new Date(time),
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}
