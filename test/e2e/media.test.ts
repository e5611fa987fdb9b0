import { Buffer } from 'node:buffer';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../support/api.ts';
import { violationsOf } from '../support/axe.ts';
import { launchBrowser, MICROPHONE, openWindow, signInByLink } from '../support/browser.ts';
import { startInstance, type Instance } from '../support/instance.ts';
import { until } from '../support/wait.ts';

/** The first of the simulator's people; the page opens with her phone. */
const CARLA = '+5511987650001';

let instance: Instance;
let browser: Browser;
let context: BrowserContext;
let wrongs: string[];
let simulator: Page;
let inbox: Page;

beforeAll(async () => {
  instance = await startInstance();
  browser = await launchBrowser(MICROPHONE);
  ({ context, wrongs } = await openWindow(browser, instance.url));
  inbox = await signInByLink(context, instance.signIn);
  simulator = await context.newPage();
  await simulator.goto(instance.simulator);
});
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

const phoneSends = async (sample: string): Promise<void> => {
  await simulator.bringToFront();
  await simulator.getByRole('button', { name: 'Mandar um arquivo' }).click();
  await simulator.getByRole('menuitem', { name: sample }).click();
};

it('a photo and a voice note of a phone are seen and heard by the attendant', async () => {
  await phoneSends('Foto de exemplo');
  const phone = simulator.getByLabel('Mensagens do celular');
  await phone.getByRole('button', { name: 'Abrir a imagem' }).waitFor();
  await phoneSends('Áudio de exemplo');
  await phone.getByRole('group', { name: 'Mensagem de voz, 0:05' }).waitFor();

  const row = await until('the conversation', () => new ApiClient(instance).byPhone(CARLA));
  await inbox.bringToFront();
  await inbox.goto(`${instance.url}/inbox?c=${row.contact.contactId}`);
  const thread = inbox.getByRole('log');
  const photo = thread.getByRole('button', { name: 'Abrir a imagem' });
  await photo.waitFor();
  await until('the picture', () =>
    inbox.evaluate<boolean>('document.querySelector("[role=log] button img").naturalWidth > 0'),
  );
  const { width = 0, height = 0 } = (await photo.boundingBox()) ?? {};
  // As the phone said it: 960 × 1200.
  expect(width / height).toBeCloseTo(0.8, 1);

  const note = thread.getByRole('group', { name: 'Mensagem de voz, 0:05' });
  await note.getByRole('button', { name: 'Tocar' }).click();
  await until('the sound to go on', async () => Number(await note.getByRole('slider').inputValue()) > 0.3);
  // Its second half is fetched by a range.
  await note.getByRole('slider').press('End');
  await note.getByRole('button', { name: 'Tocar' }).waitFor();
  expect(wrongs).toEqual([]);
});

it('a document with words and a recording of the attendant are shown on the phone', async () => {
  const files = inbox.locator('form input[data-attach]');
  await files.setInputFiles({
    name: 'Orçamento nº 12.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'),
  });
  await inbox.getByPlaceholder('Legenda').fill('Segue o orçamento');
  await inbox.getByRole('button', { name: /^Enviar/ }).click();
  await inbox.locator('[data-control=me]').waitFor();

  await inbox.getByRole('button', { name: 'Gravar mensagem de voz' }).click();
  const bar = inbox.getByRole('group', { name: 'Gravação de voz' });
  await bar.getByRole('timer').getByText('0:02').waitFor();
  await bar.getByRole('button', { name: 'Pronto' }).click();
  await inbox.getByRole('list', { name: 'Para enviar' }).waitFor();
  await inbox.getByRole('button', { name: 'Enviar', exact: true }).click();

  const phone = simulator.getByLabel('Mensagens do celular');
  await simulator.bringToFront();
  const paper = phone.getByRole('link', { name: 'Baixar Orçamento nº 12.pdf' });
  await paper.waitFor();
  await phone.getByText('Segue o orçamento').waitFor();
  const [download] = await Promise.all([simulator.waitForEvent('download'), paper.click()]);
  expect(download.suggestedFilename()).toBe('Orçamento nº 12.pdf');
  const note = phone.getByRole('group', { name: /^Mensagem de voz, 0:0[23]$/ });
  await note.getByRole('button', { name: 'Tocar' }).click();
  await note.getByRole('button', { name: 'Pausar' }).waitFor();
  expect(wrongs).toEqual([]);
});

it('the list says what came last', async () => {
  await phoneSends('Áudio de exemplo');
  await inbox.bringToFront();
  await inbox
    .getByRole('link', { name: /Carla Nunes.*Mensagem de voz.*0:05/ })
    .first()
    .waitFor();
});

it.each(['light', 'dark'] as const)('no state of a file breaks a rule of WCAG 2.2 AA (%s)', async (colorScheme) => {
  const problems: string[] = [];
  const look = async (what: string): Promise<void> => {
    problems.push(...(await violationsOf(inbox)).map((problem) => `${what}: ${problem}`));
  };
  await inbox.bringToFront();
  await inbox.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await inbox.reload();
  const photo = inbox.getByRole('log').getByRole('button', { name: 'Abrir a imagem' }).first();
  await photo.waitFor();
  await inbox.getByRole('log').getByRole('group').first().waitFor();
  await look('thread');
  await inbox.locator('form input[data-attach]').setInputFiles([
    { name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') },
    { name: 'vazio.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
  ]);
  await inbox.getByRole('list', { name: 'Para enviar' }).waitFor();
  await look('tray');
  await inbox.getByRole('button', { name: 'Tirar a.pdf' }).click();
  await inbox.getByRole('button', { name: 'Gravar mensagem de voz' }).click();
  await inbox.getByRole('timer').waitFor();
  await look('recording');
  await inbox.getByRole('button', { name: 'Descartar a gravação' }).click();
  await photo.click();
  await inbox.getByRole('dialog').waitFor();
  await look('lightbox');
  await inbox.keyboard.press('Escape');
  expect(problems).toEqual([]);
});
