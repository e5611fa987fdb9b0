import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from '../support/api.ts';
import { violationsOf } from '../support/axe.ts';
import { launchBrowser, openWindow, signInByForm } from '../support/browser.ts';
import { startInstance, type Instance } from '../support/instance.ts';

let instance: Instance;
let browser: Browser;

beforeAll(async () => {
  instance = await startInstance();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

describe.each([
  ['light', 1440],
  ['dark', 1440],
  ['light', 390],
  ['dark', 390],
] as const)('in %s at %i px', (colorScheme, width) => {
  it('no screen breaks a rule of WCAG 2.2 AA', async () => {
    const { context, wrongs } = await openWindow(browser, instance.url, {
      colorScheme,
      reducedMotion: 'reduce',
      viewport: { width, height: width === 390 ? 844 : 900 },
    });
    const problems: string[] = [];
    const visit = async (page: Page, path: string, ready: () => Promise<unknown>): Promise<void> => {
      await page.goto(`${instance.url}${path}`);
      await ready();
      problems.push(...(await violationsOf(page)).map((problem) => `${path} ${problem}`));
    };
    const outside = await context.newPage();
    await visit(outside, '/login', () => outside.getByLabel('E-mail').waitFor());
    const page = await signInByForm(context, instance);
    const { rows } = await new ApiClient(instance).conversations('?limit=30');
    const contactId = rows[3]?.row.contact.contactId ?? '';
    await visit(page, '/inbox', () => page.getByRole('listitem').first().waitFor());
    await visit(page, `/inbox?c=${contactId}`, () => page.getByRole('log').waitFor());
    await visit(page, '/knowledge', () =>
      page
        .getByRole('button', { name: /^Apagar / })
        .first()
        .waitFor(),
    );
    await visit(page, '/simulator', async () => {
      await page.locator('[role=switch]:not([disabled])').first().waitFor({ state: 'attached' });
      // What was disabled while the phone opened fades in; faded text is neither state's colour.
      await page.waitForTimeout(500);
    });
    await visit(page, '/connect', () => page.getByText('WhatsApp simulado').waitFor());
    await visit(page, '/ops', () => page.locator('[data-object]').first().waitFor());
    await visit(page, `/ops?class=Conversation&key=${contactId}`, () =>
      page.getByRole('region', { name: 'Linha do tempo' }).waitFor(),
    );
    await visit(page, '/kit', () => page.getByRole('heading').first().waitFor());
    await context.close();
    expect(problems).toEqual([]);
    expect(wrongs).toEqual([]);
  });
});
