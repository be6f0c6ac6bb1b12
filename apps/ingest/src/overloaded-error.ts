/** There is more to do than this process can take on now. The sender is to come back; what is in hand goes on. */
export class OverloadedError extends Error {
  readonly code = 'overloaded';
  override readonly name = 'OverloadedError';

  constructor(reason = 'the process is under pressure') {
    super(reason);
  }
}
