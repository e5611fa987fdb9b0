import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from '../test/support/api.ts';
import { launchBrowser, openWindow, signInByForm } from '../test/support/browser.ts';
import { startInstance, type Instance } from '../test/support/instance.ts';
import { until } from '../test/support/wait.ts';
import { ROOT } from './lib/paths.ts';
import { done } from './lib/steps.ts';
import { runScript } from './lib/trouble.ts';

/** Takes the pictures of docs/images from a fresh instance: `npm run screenshots`. A system Chromium has the emoji font. */
const IMAGES = join(ROOT, 'docs/images');
const DESKTOP = { width: 1440, height: 900 };
const MOBILE = { width: 390, height: 844 };

const shoot = async (page: Page, name: string): Promise<void> => {
  // Fonts, avatars and the first frames after a change of theme.
  await page.evaluate('document.fonts.ready');
  await page.waitForTimeout(900);
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
  done(`docs/images/${name}.png`);
};

const login = async (browser: Browser, instance: Instance): Promise<void> => {
  const { context } = await openWindow(browser, instance.url, { viewport: DESKTOP });
  const page = await context.newPage();
  await page.goto(`${instance.url}/login`);
  await page.getByLabel('E-mail').waitFor();
  await shoot(page, 'login');
  await context.close();
};

/** Two questions on the simulated phone, one after the other; returns the contact that asked. */
const ask = async (browser: Browser, instance: Instance): Promise<string> => {
  const api = new ApiClient(instance);
  const newest = async () => (await api.conversations('?limit=1')).rows[0]?.row;
  const answered = (inboundCount: number) =>
    until('the blue ticks', async () => {
      const row = await newest();
      return (
        row?.inboundCount === inboundCount &&
        row.preview?.author === 'bot' &&
        row.preview.status === 'read' &&
        row.contact.contactId
      );
    });
  const { context } = await openWindow(browser, instance.url, { viewport: DESKTOP });
  const page = await signInByForm(context, instance);
  await page.goto(instance.simulator);
  const composer = page.getByLabel('Mensagem', { exact: true });
  await until('the suggested question', async () => (await composer.inputValue()) !== '');
  await composer.press('Enter');
  await answered(1);
  await composer.fill('Aceita pix?');
  await composer.press('Enter');
  const contactId = await answered(2);
  // The backstage reads the object's events once a second.
  await page.waitForTimeout(2_000);
  await shoot(page, 'simulator');
  await context.close();
  return contactId;
};

const inboxes = async (browser: Browser, instance: Instance, contactId: string): Promise<void> => {
  for (const [name, options] of Object.entries({
    'inbox-light': { viewport: DESKTOP, colorScheme: 'light' },
    'inbox-dark': { viewport: DESKTOP, colorScheme: 'dark' },
    'inbox-mobile': { viewport: MOBILE, colorScheme: 'light' },
    'inbox-mobile-dark': { viewport: MOBILE, colorScheme: 'dark' },
  } as const)) {
    const { context } = await openWindow(browser, instance.url, options);
    const page = await signInByForm(context, instance);
    await page.goto(`${instance.url}/inbox?c=${contactId}`);
    await page.getByRole('log').getByText('Aceita pix?').waitFor();
    await shoot(page, name);
    await context.close();
  }
};

const ops = async (browser: Browser, instance: Instance, contactId: string): Promise<void> => {
  const { context } = await openWindow(browser, instance.url, { viewport: DESKTOP });
  const page = await signInByForm(context, instance);
  await page.goto(`${instance.url}/ops?class=Conversation&key=${contactId}`);
  await page.getByRole('region', { name: 'Linha do tempo' }).getByText('command.read').first().waitFor();
  await shoot(page, 'ops');
  await context.close();
};

await runScript(async () => {
  await mkdir(IMAGES, { recursive: true });
  const instance = await startInstance();
  const browser = await launchBrowser();
  try {
    await login(browser, instance);
    const contactId = await ask(browser, instance);
    await inboxes(browser, instance, contactId);
    await ops(browser, instance, contactId);
  } finally {
    await browser.close();
    await instance.stop();
  }
});
