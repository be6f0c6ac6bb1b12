import pg from 'pg';
import { expect, inject, it } from 'vitest';
import { createDatabase, prepareTemplate } from '../src/database.ts';

const postgresUrl = inject('postgresUrl');

it('a database cloned from a template has its tables, and separate rows', async () => {
  const template = await prepareTemplate(postgresUrl, async (url) => {
    await query(url, 'CREATE TABLE things (name text)');
  });
  const [one, two] = await Promise.all([
    createDatabase({ postgresUrl, template: template.name }),
    createDatabase({ postgresUrl, template: template.name }),
  ]);
  await query(one.url, "INSERT INTO things VALUES ('mine')");
  expect(await query(one.url, 'SELECT name FROM things')).toEqual([{ name: 'mine' }]);
  expect(await query(two.url, 'SELECT name FROM things')).toEqual([]);
  await Promise.all([one.drop(), two.drop()]);
  await template.drop();
});

it('a database is dropped even if a client is connected to it', async () => {
  const database = await createDatabase({ postgresUrl });
  const client = new pg.Client({ connectionString: database.url });
  client.on('error', () => undefined); // the client gets the error that its connection was closed
  await client.connect();
  await database.drop();
  await expect(query(database.url, 'SELECT 1')).rejects.toThrow('does not exist');
});

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
