export interface SignedBody {
  readonly signature: string;
  readonly body: Buffer;
}

/** Parses the output of `writeRequests` in request-file.ts. */
export function parseRequests(bytes: Buffer): SignedBody[] {
  const requests: SignedBody[] = [];
  for (let at = 0; at < bytes.length;) {
    const signatureEnd = bytes.indexOf(10, at);
    const lengthEnd = bytes.indexOf(10, signatureEnd + 1);
    const length = Number(bytes.toString('latin1', signatureEnd + 1, lengthEnd));
    const bodyEnd = lengthEnd + 1 + length;
    requests.push({
      signature: bytes.toString('latin1', at, signatureEnd),
      body: bytes.subarray(lengthEnd + 1, bodyEnd),
    });
    at = bodyEnd + 1;
  }
  return requests;
}
