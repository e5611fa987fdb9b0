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

/** Two questions on the simulated phone; returns the contact that asked. */
const ask = async (browser: Browser, instance: Instance): Promise<string> => {
  const { context } = await openWindow(browser, instance.url, { viewport: DESKTOP });
  const page = await signInByForm(context, instance);
  await page.goto(instance.simulator);
  const composer = page.getByLabel('Mensagem', { exact: true });
  const answers = page.getByLabel('Mensagens do celular');
  await until('the suggested question', async () => (await composer.inputValue()) !== '');
  await composer.press('Enter');
  await answers.getByText(/entreg/i).nth(1).waitFor();
  await composer.fill('Aceita pix?');
  await composer.press('Enter');
  await answers.getByText(/pix/i).nth(1).waitFor();
  await page.waitForTimeout(2_500);
  await shoot(page, 'simulator');
  await context.close();
  const { rows } = await new ApiClient(instance).conversations('?limit=1');
  return rows[0]?.row.contact.contactId ?? '';
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
    await until('the ticks', async () => (await new ApiClient(instance).conversations('?limit=1')).rows[0]?.row.preview?.status === 'read');
    await inboxes(browser, instance, contactId);
    await ops(browser, instance, contactId);
  } finally {
    await browser.close();
    await instance.stop();
  }
});
