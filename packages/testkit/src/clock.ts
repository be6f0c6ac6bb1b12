export interface Clock {
  /** The clock of the code under test. */
  readonly now: () => Date;
  readonly advance: (milliseconds: number) => void;
}

/** A clock that stands still until a test changes it. */
export function createClock(start: Date | string): Clock {
  let time = new Date(start).getTime();
  return {
    now: () => new Date(time),
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}
