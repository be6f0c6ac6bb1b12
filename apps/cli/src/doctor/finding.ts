/** The result of a check: one line of the doctor's table. */
export interface Finding {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly found: string;
  /** How to fix it, if it is not ok. */
  readonly remedy?: string;
}

export const ok = (name: string, found: string): Finding => ({ name, status: 'ok', found });
export const warning = (name: string, found: string, remedy: string): Finding => ({
  name,
  status: 'warning',
  found,
  remedy,
});
export const failed = (name: string, found: string, remedy: string): Finding => ({
  name,
  status: 'failed',
  found,
  remedy,
});
