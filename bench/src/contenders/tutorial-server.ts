import express from 'express';
import { Stripe } from 'stripe';
import { openNaiveDatabase } from './naive-database.ts';
import { readStripeEvent } from './stripe-event.ts';

// A program: the handler of a tutorial. Express passes the raw body, Stripe's SDK verifies it, and the order is written before
// the answer. (A repeat is written again, and events that arrive out of order leave the older state.)

const { PORT = '0', DATABASE_URL = '', SECRET = '' } = process.env;
const database = openNaiveDatabase({ url: DATABASE_URL, connections: 10 });
const app = express();

app.get('/healthz', (_request, response) => {
  response.send('ok');
});
// Express 5 passes a rejection to its error handler.
// oxlint-disable-next-line oxc/no-async-endpoint-handlers
app.post('/webhook', express.raw({ type: 'application/json' }), async (request, response) => {
  const body = request.body as Buffer;
  try {
    Stripe.webhooks.constructEvent(body, String(request.headers['stripe-signature']), SECRET);
  } catch {
    response.status(400).send();
    return;
  }
  const { event, order } = readStripeEvent(body.toString('utf8'));
  await database.webhookEvent.create({ data: event });
  await database.purchaseOrder.upsert({ where: { orderRef: order.orderRef }, create: order, update: order });
  response.json({ received: true });
});

const server = app.listen(Number(PORT), '127.0.0.1');
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void database.$disconnect().finally(() => process.exit(0));
});
