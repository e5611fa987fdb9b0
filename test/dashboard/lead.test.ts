// The lead beside its conversation, against the API in memory.
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'vitest';
import { signedIn } from './signed-in.ts';

const dash = signedIn();

const CONTACT = 'con_0001';

beforeEach(async () => {
  await dash.page.goto(`${dash.fixture.url}/inbox?c=${CONTACT}`);
});

describe('the score', () => {
  it('says what counted, and each line opens the sentence that caused it, however old', async () => {
    const score = dash.page.getByRole('region', { name: 'Pontuação do lead' });
    await score.getByText('Quente').waitFor();
    const first = dash.fixture.held
      .find(({ contactId }) => contactId === CONTACT)
      ?.messages.find(({ direction }) => direction === 'in');
    assert.ok(first);
    const line = dash.page.locator(`[data-line="seq:${first.seq}"]`);
    assert.equal(await line.count(), 0, 'the line is old enough not to be loaded');
    await score.getByRole('button', { name: 'Ver mais 2' }).click();
    await score.getByText('Perguntou o preço').click();
    await line.waitFor();
    assert.ok(await line.isVisible());
  });

  it('is corrected by a line of its own, under the name of who did it', async () => {
    const score = dash.page.getByRole('region', { name: 'Pontuação do lead' });
    await score.getByRole('button', { name: 'Mudar a pontuação' }).click();
    await dash.page.getByRole('menuitem', { name: 'Corrigir os pontos' }).click();
    const dialog = dash.page.getByRole('dialog');
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
    dash.fixture.faults.push({ path: '/api/whatsapp/conversations/con_0003/score', status: 500 });
    await dash.page.goto(`${dash.fixture.url}/inbox?c=con_0003`);
    await dash.page.getByText('Não deu para carregar a pontuação').waitFor({ timeout: 15_000 });
    dash.fixture.faults.length = 0;
    await dash.page.getByRole('button', { name: 'Tentar de novo' }).first().click();
    await dash.page.getByRole('region', { name: 'Pontuação do lead' }).waitFor();
    assert.deepEqual(dash.wrongs(), []);
  });
});
