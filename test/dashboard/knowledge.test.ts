// The screen of the knowledge, against the API in memory: states that a Worker passes through too fast to be seen.
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'vitest';
import { signedIn } from './signed-in.ts';

const dash = signedIn();

beforeEach(async () => {
  await dash.page.goto(`${dash.fixture.url}/knowledge`);
});

describe('the sources', () => {
  it('say how far each is read, why one could not be, and what waits for a person', async () => {
    await dash.page.getByText('Indexando 28 %').waitFor();
    await dash.page.getByText('O arquivo pede senha. Envie uma cópia sem senha.').waitFor();
    await dash.page.getByText('1 trecho espera você').waitFor();
    await dash.page.getByText('Perguntas da loja').click();
    await dash.page.getByText('Este trecho parece dar ordens à IA.').waitFor();
  });

  it('take questions with answers, and not before each is whole', async () => {
    await dash.page.getByRole('button', { name: 'Perguntas e respostas' }).click();
    const dialog = dash.page.getByRole('dialog');
    await dialog.getByLabel('Nome da fonte').fill('Estacionamento');
    await dialog.getByLabel('Pergunta', { exact: true }).fill('Tem estacionamento?');
    const publish = dialog.getByRole('button', { name: 'Publicar' });
    assert.ok(await publish.isDisabled());
    await dialog.getByLabel('Resposta').fill('Sim, grátis por duas horas.');
    await publish.click();
    await dash.page.getByRole('button', { name: /^Estacionamento/u }).waitFor();
  });

  it('are gone only after a person said so, who is told which checks lean on them', async () => {
    await dash.page.getByRole('button', { name: 'Apagar Perguntas da loja' }).click();
    await dash.page.getByText('1 prova depende dela.').waitFor();
    await dash.page.getByRole('dialog').getByRole('button', { name: 'Cancelar' }).click();
    await dash.page.getByRole('button', { name: 'Apagar Política de trocas' }).click();
    await dash.page.getByRole('dialog').getByRole('button', { name: 'Apagar' }).click();
    await dash.page.getByRole('button', { name: 'Apagar Política de trocas' }).waitFor({ state: 'detached' });
    await dash.page.getByText('Perguntas da loja').waitFor();
  });
});

describe('what customers asked and nobody could answer', () => {
  it('becomes knowledge with the answer that is written there', async () => {
    await dash.page.getByRole('tab', { name: 'Sem resposta' }).click();
    const card = dash.page.getByRole('article').filter({ hasText: 'vcs embrulham pra presente?' });
    await card.getByText('Perguntada 7 vezes').waitFor();
    await card.getByRole('button', { name: 'Responder' }).click();
    await card.getByLabel('Resposta').fill('Sim, a embalagem de presente é grátis.');
    await card.getByRole('button', { name: 'Salvar a resposta' }).click();
    await card.waitFor({ state: 'detached' });
    await dash.page.getByRole('tab', { name: 'Fontes' }).click();
    await dash.page.getByText('Perguntas respondidas').waitFor();
  });
});

describe('a trial', () => {
  it('shows what is found and how sure that is, and is kept as a check that can be run', async () => {
    await dash.page.getByRole('tab', { name: 'Testar' }).click();
    await dash.page.getByLabel('Pergunta de um cliente').fill('funciona sabado?');
    await dash.page.keyboard.press('Enter');
    await dash.page.getByText('93 % de confiança').waitFor();
    await dash.page.getByRole('button', { name: 'Guardar como prova' }).click();
    await dash.page.getByRole('tab', { name: 'Provas' }).click();
    await dash.page.getByText('funciona sabado?').waitFor();
    await dash.page.getByRole('button', { name: 'Rodar todas' }).click();
    await dash.page.getByText('1 de 3 falhou').waitFor();
    assert.deepEqual(dash.wrongs(), []);
  });
});
