import { mkdtempSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
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

it('the connect page leads from an unknown computer to a linked number, and out again', async () => {
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
  // Nothing links a device before an owner knows the computer it would be linked to.
  await page.getByText(hostname()).first().waitFor({ timeout: 60_000 });
  await page.getByText('É o seu computador?').waitFor({ timeout: 60_000 });
  expect(texts).toEqual([]);
  await page.getByRole('button', { name: 'Sim, é meu: mostrar o código' }).click();
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

  // Another browser on demand, which shows a code of its own; then one to type on the phone, and a QR again.
  const before = world.browserPid;
  await page.getByRole('button', { name: 'Gerar novo código' }).click();
  await until('another browser', () => world.browserPid !== before);
  await shows();
  await page.getByRole('button', { name: 'Conectar com o número do celular' }).click();
  await page.getByLabel('Número do celular da loja').fill('+55 11 5550-0100');
  await page.getByRole('button', { name: 'Gerar código', exact: true }).click();
  await page.getByText('CODE-0001').waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Conectar com QR' }).click();
  await shows();

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

  // Logged out by the end of its phone, which is all that the page shows of it.
  const scans = world.standIn.scans;
  await page.getByText('+55 11 •••••-0100').waitFor();
  await page.getByRole('button', { name: 'Desconectar…' }).click();
  await page.getByLabel('Para confirmar, digite os últimos 4 dígitos').fill('9999');
  await page.getByRole('button', { name: 'Desconectar', exact: true }).click();
  await page.getByText('Não são os últimos dígitos').waitFor();
  expect((await world.channel())?.state).toBe('ready');
  await page.getByLabel('Para confirmar, digite os últimos 4 dígitos').fill('0100');
  await page.getByRole('button', { name: 'Desconectar', exact: true }).click();
  await shows();
  expect(world.standIn.isLinked).toBe(false);
  expect(await page.getByText('+55 11 •••••-0100').count()).toBe(0);
  await page.getByText('1 queda', { exact: true }).waitFor();
  world.standIn.scan();
  await page.getByText('Mande “oi” de outro celular').waitFor({ timeout: 120_000 });
  expect(world.standIn.scans).toBe(scans + 1);

  // The agent dies after the page has asked for the numbers and before its feed begins: no event will tell of that.
  const isOffline = Promise.withResolvers<void>();
  await page.routeWebSocket(/\/api\/live/, async (feed) => {
    await isOffline.promise;
    feed.connectToServer();
  });
  await page.route(/\/api\/conversations/, async (list) => {
    await isOffline.promise;
    await list.continue();
  });
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/whatsapp/numbers'));
  await page.goto(`${world.dashboard.url}/inbox`);
  await answered;
  await world.endBot('SIGKILL');
  await until('the agent to be missed', async () => (await world.number())?.link === 'offline');
  isOffline.resolve();
  await page.getByText('agente fora do ar há').waitFor({ timeout: 60_000 });
  expect(wrongs).toEqual([]);
});
