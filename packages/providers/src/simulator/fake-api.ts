/** A request to a fake of a provider's API. */
export interface FakeRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface FakeResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A fake of a provider's API. It never sends anything by itself. */
export interface FakeApi {
  readonly answer: (request: FakeRequest) => FakeResponse;
}
