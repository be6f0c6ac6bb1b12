import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';
import { parseRequests } from '../traffic/parse-requests.ts';

// A program for machines without wrk: sends each delivery of a file once, and prints one line of JSON. Arguments: URL, connections,
// seconds, the file, how many of its deliveries were sent before, requests per second (0: as fast as they are answered).

const [url = '', connections = '1', seconds = '1', file = '', from = '0', rate = '0'] = process.argv.slice(2);
const requests = parseRequests(readFileSync(file));
let place = Number(from);

const result = await autocannon({
  url,
  method: 'POST',
  connections: Number(connections),
  duration: Number(seconds),
  timeout: 10,
  ...(Number(rate) > 0 && { overallRate: Number(rate) }),
  requests: [
    {
      setupRequest: (request) => {
        const { signature, body } = requests[place++ % requests.length] ?? {
          signature: '',
          body: Buffer.alloc(0),
        };
        return {
          ...request,
          headers: {
            'content-type': 'application/json; charset=utf-8',
            'stripe-signature': signature,
            'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          },
          body,
        };
      },
    },
  ],
});

const { latency, duration, errors, timeouts, non2xx } = result;
const answered = result['2xx'] + non2xx;
console.log(
  JSON.stringify({
    requests: answered,
    durationUs: duration * 1e6,
    p50Us: latency.p50 * 1000,
    p99Us: latency.p99 * 1000,
    refused: non2xx + errors + timeouts,
  }),
);
process.exit(0);
