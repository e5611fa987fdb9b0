import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { findBrowser } from '../../scripts/browser.ts';

// Chromium's own background traffic has nowhere to go on a closed network and only delays the start.
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A microphone that beeps, and nobody to ask for permission: for `launchBrowser`. */
export const MICROPHONE: readonly string[] = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** `more` are flags besides the usual ones. */
export const launchBrowser = async (more: readonly string[] = []): Promise<Browser> => {
  const { executablePath, args, env } = await findBrowser();
  return chromium.launch({
    executablePath,
    args: [...args, ...QUIET, ...more],
    // In the locale of a bare machine, which knows ASCII alone, no file of ours keeps its name as it is downloaded.
    env: { ...process.env, ...env, LC_ALL: 'C.UTF-8' },
  });
};

/**
 * A window that writes down what no page of ours may do: log an error, break the content security policy, throw, or ask
 * another origin for anything.
 */
export const openWindow = async (
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<{ context: BrowserContext; wrongs: string[] }> => {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'pt-BR',
    timezoneId: 'America/Sao_Paulo',
    ...options,
  });
  const wrongs: string[] = [];
  context.on('weberror', (error) => wrongs.push(`uncaught: ${error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error') wrongs.push(`console: ${message.text()}`);
  });
  context.on('request', (request) => {
    const url = new URL(request.url());
    const ours =
      url.origin === origin ||
      url.protocol === 'data:' ||
      url.protocol === 'blob:' ||
      (url.protocol === 'ws:' && url.hostname === '127.0.0.1');
    if (!ours) wrongs.push(`foreign request: ${request.url()}`);
  });
  return { context, wrongs };
};

/** Signs in as a person does, with the one-time link of the terminal. */
export const signInByLink = async (context: BrowserContext, link: string): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(link);
  await page.waitForURL(/\/inbox/);
  return page;
};

/** Signs in by the form. */
export const signInByForm = async (
  context: BrowserContext,
  who: { url: string; email: string; password: string },
): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(`${who.url}/login`);
  await page.getByLabel('E-mail').fill(who.email);
  await page.getByLabel('Senha', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Entrar' }).click();
  await page.waitForURL(/\/inbox/);
  return page;
};
