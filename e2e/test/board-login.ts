/** The login of the dashboard in these tests. */
const name = 'operator';
const password = 'correct horse battery';

/** For the form. */
export const boardLogin = { name, password };
/** In the form of the dashboard's settings. */
export const boardEnv = { DASHBOARD_USER: name, DASHBOARD_PASSWORD: password };

/** Sends the form of the login as a browser does. */
export const sendLogin = (url: string, login: typeof boardLogin = boardLogin): Promise<Response> =>
  fetch(new URL('/login', url), {
    method: 'POST',
    headers: { origin: new URL(url).origin },
    body: new URLSearchParams(login),
    redirect: 'manual',
    signal: AbortSignal.timeout(10_000),
  });

/** The headers that a browser sends with requests of the dashboard's own pages, after a login. */
export async function fromTheBoard(url: string): Promise<Readonly<Record<string, string>>> {
  const { status, headers } = await sendLogin(url);
  const [cookie = ''] = (headers.get('set-cookie') ?? '').split(';');
  if (status !== 303) throw new Error(`the dashboard answered ${status} to the login`);
  return { cookie, origin: url };
}
