/** Who may look at the queues in these tests. */
const username = 'operator';
const password = 'correct horse battery';

/** As a browser is given it when a page asks for it. */
export const boardLogin = { username, password };
/** As the dashboard is given it. */
export const boardEnv = { DASHBOARD_USER: username, DASHBOARD_PASSWORD: password };

/** What a browser sends with what the board's own pages ask. */
export const fromTheBoard = (url: string): Readonly<Record<string, string>> => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
  origin: url,
});
