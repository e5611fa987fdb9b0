// A signed-in dashboard in a browser, against the API in memory.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type Fixture, startFixture } from './fixture-server.ts';

const executablePath =
  process.env['CHROME_PATH'] ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));

export type SignedIn = {
  fixture: Fixture;
  browser: Browser;
  context: BrowserContext;
  page: Page;
  /** What a page must never do: throw, break its content policy, ask another origin. */
  wrongs: string[];
};

/** `args` go to the browser besides its own. */
export const signedIn = async (args: readonly string[] = []): Promise<SignedIn> => {
  const fixture = await startFixture();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
  });
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'pt-BR',
    timezoneId: 'America/Sao_Paulo',
  });
  const page = await context.newPage();
  const wrongs: string[] = [];
  page.on('pageerror', (error) => wrongs.push(error.message));
  page.on('console', (message) => /content security policy/iu.test(message.text()) && wrongs.push(message.text()));
  page.on(
    'request',
    (request) =>
      !request.url().startsWith(fixture.url) &&
      !/^(?:data|blob):/u.test(request.url()) &&
      wrongs.push(`foreign: ${request.url()}`),
  );
  await page.goto(`${fixture.url}/login`);
  await page.getByLabel('E-mail').fill('ana@lojademo.com.br');
  await page.getByLabel('Senha', { exact: true }).fill('demo');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/inbox');
  return { fixture, browser, context, page, wrongs };
};
