// The lead beside its conversation, against the API in memory.
import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import type { Fixture } from './fixture-server.ts';
import { signedIn } from './signed-in.ts';

let fixture: Fixture;
let browser: Browser;
let page: Page;
let wrongs: () => string[];

beforeAll(async () => {
  ({ fixture, browser, page, wrongs } = await signedIn());
});

afterAll(async () => {
  await browser.close();
  await fixture.close();
});

const CONTACT = 'con_0001';

describe('the score', () => {
  it('says what counted, and each line opens the sentence that caused it, however old', async () => {
    await page.goto(`${fixture.url}/inbox?c=${CONTACT}`);
    const score = page.getByRole('region', { name: 'Pontuação do lead' });
    await score.getByText('Quente').waitFor();
    const first = fixture.held
      .find(({ contactId }) => contactId === CONTACT)
      ?.messages.find(({ direction }) => direction === 'in');
    assert.ok(first);
    const line = page.locator(`[data-line="seq:${first.seq}"]`);
    assert.equal(await line.count(), 0, 'the line is old enough not to be loaded');
    await score.getByRole('button', { name: 'Ver mais 2' }).click();
    await score.getByText('Perguntou o preço').click();
    await line.waitFor();
    assert.ok(await line.isVisible());
  });

  it('is corrected by a line of its own, under the name of who did it', async () => {
    const score = page.getByRole('region', { name: 'Pontuação do lead' });
    await score.getByRole('button', { name: 'Mudar a pontuação' }).click();
    await page.getByRole('menuitem', { name: 'Corrigir os pontos' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Pontos').fill('0');
    assert.ok(await dialog.getByRole('button', { name: 'Corrigir', exact: true }).isDisabled());
    await dialog.getByLabel('Pontos').fill('-15');
    await dialog.getByLabel('Por quê?').fill('Já comprou no concorrente');
    await dialog.getByRole('button', { name: 'Corrigir', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await score.getByText('Corrigido por uma pessoa').waitFor();
    await score.getByText('Já comprou no concorrente').waitFor();
  });

  it('says when it cannot be loaded, and loads again on demand', async () => {
    fixture.faults.push({ path: '/api/whatsapp/conversations/con_0003/score', status: 500 });
    await page.goto(`${fixture.url}/inbox?c=con_0003`);
    await page.getByText('Não deu para carregar a pontuação').waitFor({ timeout: 15_000 });
    fixture.faults.length = 0;
    await page.getByRole('button', { name: 'Tentar de novo' }).first().click();
    await page.getByRole('region', { name: 'Pontuação do lead' }).waitFor();
    assert.deepEqual(wrongs(), []);
  });
});
