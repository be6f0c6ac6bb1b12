import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../product/stack/find-chromium.ts';

const executablePath = findChromium(process.env);

/** For the names of tests. */
export const skipped = executablePath ? '' : ' (skipped: this machine has no Chromium)';

export interface Login {
  readonly name: string;
  readonly password: string;
}

export const launch = (): Promise<Browser> =>
  chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--disable-gpu', '--disable-background-networking', '--no-sandbox'],
  });

/** A page of a context of its own, with every error of its console: those of the content security policy are among them. */
export async function openPage(
  browser: Browser,
  {
    url,
    login,
    ...options
  }: { readonly url: string; readonly login?: Login | undefined } & BrowserContextOptions,
): Promise<{ readonly page: Page; readonly errors: string[] }> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(`${page.url()}: ${message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${page.url()}: ${message.text()}`);
  });
  if (login) {
    await page.goto(url);
    await page.getByLabel('Name').fill(login.name);
    await page.getByLabel('Password').fill(login.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  }
  return { page, errors };
}
