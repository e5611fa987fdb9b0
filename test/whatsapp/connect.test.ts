import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { encode } from 'uqr';
import { launchBrowser, openWindow, signInByForm } from '../support/browser.ts';
import { until } from '../support/wait.ts';
import { World } from './world.ts';

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await World.start(mkdtempSync(join(tmpdir(), 'oconnector-connect-')));
  await world.startBot();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

/** The QR on the page, as dark modules with their place. */
const drawn = (page: Page): Promise<string | null> =>
  page.locator('[data-qr=fresh] path[fill="#000"]').getAttribute('d');

/** What the page must draw for a text. */
const pathOf = (text: string): string =>
  encode(text, { ecc: 'L', border: 4 })
    .data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('');

it('the QR of WhatsApp stands on the connect page, follows its rotation, and gives way to ready once it is scanned', async () => {
  const { context, wrongs } = await openWindow(browser, world.dashboard.url, {});
  const page = await signInByForm(context, world.dashboard);
  const texts: string[] = [];
  page.on('response', (response) => {
    if (!response.url().endsWith('/pairing') || !response.ok()) return;
    void response.json().then(({ pairing }: { pairing: { text: string } | null }) => {
      if (pairing) texts.push(pairing.text);
    });
  });
  await page.goto(`${world.dashboard.url}/connect`);
  await page.getByRole('button', { name: 'Entendi, mostrar o código' }).click();
  await page.locator('[data-qr=fresh] svg').waitFor({ timeout: 60_000 });
  const shows = () =>
    until('the page to draw the QR that WhatsApp shows', async () => {
      const now = texts.at(-1);
      return now !== undefined && now.startsWith(`${world.standIn.ref},`) && (await drawn(page)) === pathOf(now);
    });
  await shows();
  world.standIn.rotate();
  await shows();
  expect(new Set(texts).size).toBeGreaterThan(1);

  world.standIn.scan();
  await page.getByText('Mande “oi” de outro celular').waitFor({ timeout: 120_000 });
  expect(await page.locator('[data-qr]').count()).toBe(0);
  expect((await world.channel())?.state).toBe('ready');
  // Neither the agent's log nor anything that everybody may ask has what was scanned.
  const told = JSON.stringify([await world.api.get('/api/whatsapp/numbers'), world.text()]);
  for (const text of texts) expect(told).not.toContain(text);

  const guest = world.standIn.contact('5511981299001', 'Lia', false);
  world.standIn.write(guest, 'oi');
  await page.getByText('Chegou uma mensagem').waitFor({ timeout: 60_000 });

  await page.goto(`${world.dashboard.url}/inbox`);
  await world.endBot('SIGKILL');
  await page.getByText('agente fora do ar há').waitFor({ timeout: 60_000 });
  expect(wrongs).toEqual([]);
});
