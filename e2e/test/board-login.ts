/** The login of the dashboard in these tests. */
const username = 'operator';
const password = 'correct horse battery';

/** In the form for a browser's login dialog. */
export const boardLogin = { username, password };
/** In the form of the dashboard's settings. */
export const boardEnv = { DASHBOARD_USER: username, DASHBOARD_PASSWORD: password };

/** The headers that a browser sends with requests of the dashboard's own pages. */
export const fromTheBoard = (url: string): Readonly<Record<string, string>> => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
  origin: url,
});
