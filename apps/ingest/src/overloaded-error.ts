/** This process cannot accept more work now. The sender should retry; deliveries in progress continue. */
export class OverloadedError extends Error {
  readonly code = 'overloaded';
  override readonly name = 'OverloadedError';

  constructor(reason = 'the process is under pressure') {
    super(reason);
  }
}
