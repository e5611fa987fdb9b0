// The screen of the playbook, against the API in memory.
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'vitest';
import type { Locator } from 'playwright-core';
import { violationsOf } from '../support/axe.ts';
import { CHOSEN } from './fixture/playbook.ts';
import { signedIn } from './signed-in.ts';

const dash = signedIn();

/** A Tuesday that is no holiday, at ten in the morning of the shop. */
const TUESDAY = new Date('2026-11-24T10:00:00-03:00');

const open = async (): Promise<void> => {
  await dash.page.goto(`${dash.fixture.url}/knowledge?tab=playbook`);
  await dash.page.getByRole('heading', { name: 'Horários' }).waitFor();
};
const section = (name: string): Locator => dash.page.getByRole('region', { name, exact: true });
const day = (name: string): Locator => dash.page.getByRole('group', { name, exact: true });
const button = (name: string): Locator => dash.page.getByRole('button', { name, exact: true });
const says = (text: string | RegExp): Promise<void> => dash.page.getByText(text).first().waitFor();
const saved = () => dash.fixture.playbook.saved;
const keywords = (): Locator => dash.page.getByLabel('Palavras que sempre trazem uma pessoa', { exact: true });

/** Nothing typed is left from the test before. */
const reloaded = async (): Promise<void> => {
  dash.page.removeAllListeners('dialog');
  dash.page.on('dialog', (dialog) => void dialog.accept());
  await dash.page.goto('about:blank');
  await open();
};

beforeEach(async () => {
  await dash.context.setOffline(false);
  await dash.page.clock.setFixedTime(TUESDAY);
  await dash.page.emulateMedia({ colorScheme: null, reducedMotion: null });
  await dash.page.setViewportSize({ width: 1440, height: 900 });
  dash.fixture.faults.length = 0;
  Object.assign(dash.fixture.playbook, { saved: CHOSEN, refuses: [] });
  await reloaded();
});

describe('the hours', () => {
  it('H4 are a week that one sees, and say what holds now, before and after they are changed', async () => {
    await says('Aberto agora, até 12:00.');
    const bar = day('terça').locator('[data-span="09:00-12:00"]');
    const [drawn, track] = [await bar.boundingBox(), await bar.locator('..').boundingBox()];
    assert.ok(drawn && track);
    assert.ok(Math.abs(drawn.width / track.width - 3 / 24) < 0.01, 'three of 24 hours');
    assert.ok(Math.abs((drawn.x - track.x) / track.width - 9 / 24) < 0.01, 'from nine');
    await day('terça').getByRole('button', { name: 'Tirar 09:00–12:00 de terça' }).click();
    await says('Fechado agora. Uma pessoa atende hoje às 13:30.');
    await says('É o que a IA vai dizer depois de salvar.');
    await day('terça').getByRole('button', { name: 'Tirar 13:30–18:00 de terça' }).click();
    await says('Fechado agora. Uma pessoa atende amanhã às 9:00.');
    await dash.page.getByRole('switch', { name: 'Tenho horário de atendimento' }).click();
    await says('A IA não promete hora nenhuma.');
  });

  it('are typed as people write them, and repeated over the week', async () => {
    await day('segunda')
      .getByRole('button', { name: /^Tirar 13:30/u })
      .click();
    await day('segunda').getByLabel('segunda: fecha às').fill('17h30');
    await day('segunda').getByLabel('segunda: abre às').fill('8');
    await button('Repetir segunda até sexta').click();
    await day('domingo').getByRole('button', { name: 'Abrir em domingo' }).click();
    await day('domingo').getByLabel('domingo: fecha às').fill('0:00');
    await says('Aberto agora, até 17:30.');
    await button('Salvar').click();
    await says('Tudo salvo');
    assert.deepEqual(saved().hours?.fri, [{ from: '08:00', to: '17:30' }]);
    assert.deepEqual(saved().hours?.sun, [{ from: '09:00', to: '24:00' }]);
  });

  it('name the next closed days, with those of the shop', async () => {
    await says('Natal');
    await button('Mais um dia fechado').click();
    await dash.page.getByLabel('Dia', { exact: true }).fill('2026-11-24');
    await dash.page.getByLabel('Motivo').fill('Balanço');
    await says('Hoje é feriado (Balanço). Uma pessoa atende amanhã às 9:00.');
  });
});

describe('saving', () => {
  it('says that it is saved once it is, and no earlier', async () => {
    const { version } = saved();
    await says(`Tudo salvo · versão ${version}`);
    await keywords().fill('convênio\nnota fiscal\ngarantia');
    await says('Há mudanças que não foram salvas');
    let letThrough = (): void => undefined;
    const held = new Promise<void>((resolve) => (letThrough = resolve));
    await dash.page.route('**/api/ai/playbook', (route) => held.then(() => route.continue()));
    await button('Salvar').click();
    await says('Salvando…');
    assert.equal(saved().version, version);
    await keywords().fill('convênio\nnota fiscal\ngarantia\nboleto');
    letThrough();
    await says('Há mudanças que não foram salvas');
    assert.deepEqual(saved().handoffKeywords, ['convênio', 'nota fiscal', 'garantia']);
    assert.equal(await keywords().inputValue(), 'convênio\nnota fiscal\ngarantia\nboleto');
    await dash.page.unroute('**/api/ai/playbook');
    await button('Salvar').click();
    await says(`Tudo salvo · versão ${version + 2}`);
    assert.equal(saved().handoffKeywords.length, 4);
  });

  it('says beside each field what is wrong, once it is left, and leads to the first', async () => {
    const { version } = saved();
    const closes = day('sábado').getByLabel('sábado: fecha às');
    await closes.fill('7');
    const wrong = day('sábado').getByText(/^Precisa fechar depois de abrir/u);
    assert.equal(await wrong.count(), 0, 'nobody is told off in the middle of a word');
    await closes.blur();
    await wrong.waitFor();
    await dash.page.getByLabel('Sites que a IA pode mandar').fill('loja.com.br\nnossa loja');
    await button('Salvar').click();
    await says('Corrija 2 campos para salvar');
    await says('“nossa loja” não é um.');
    assert.equal(await dash.page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'sábado: abre às');
    assert.equal(saved().version, version);
    await closes.fill('13');
    await wrong.waitFor({ state: 'detached' });
    await dash.page.getByLabel('Sites que a IA pode mandar').fill('https://www.loja.com.br/ofertas');
    await button('Salvar').click();
    await says(`Tudo salvo · versão ${version + 1}`);
    assert.deepEqual(saved().links, ['loja.com.br']);
  });

  it('P7 keeps what was typed when the API refuses it, fails or is out of reach, and says which', async () => {
    await keywords().fill('procuração');
    dash.fixture.playbook.refuses.push({ path: 'handoffKeywords.0', message: 'too long' });
    await button('Salvar').click();
    await section('Passar para uma pessoa').getByText('O servidor não aceitou isto.').waitFor();
    dash.fixture.playbook.refuses.length = 0;
    dash.fixture.faults.push({ path: '/api/ai/playbook', status: 500 });
    await keywords().fill('procuração\nmudança');
    await button('Salvar').click();
    await says('Não foi salvo. O que você escreveu continua aqui.');
    await says('req_01JD4ZK8QF');
    dash.fixture.faults.length = 0;
    await dash.context.setOffline(true);
    await button('Salvar').click();
    await says('Sem conexão: não foi salvo.');
    await dash.context.setOffline(false);
    assert.equal(await keywords().inputValue(), 'procuração\nmudança');
    await button('Salvar').click();
    await says('Tudo salvo');
    assert.deepEqual(saved().handoffKeywords, ['procuração', 'mudança']);
  });

  it('throws changes away only when asked, and brings them back', async () => {
    const before = await keywords().inputValue();
    await keywords().fill('outra');
    await button('Descartar').click();
    assert.equal(await keywords().inputValue(), before);
    await button('Desfazer').click();
    assert.equal(await keywords().inputValue(), 'outra');
  });
});

describe('somebody else', () => {
  it('P7 who saved meanwhile takes nothing of mine, and what both changed is told apart', async () => {
    await keywords().fill('convênio');
    await dash.page.getByLabel('Morno a partir de', { exact: true }).fill('30');
    dash.fixture.playbook.overtake({ handoffKeywords: ['advogado', 'multa'], qualify: true });
    const { version } = saved();
    await button('Salvar').click();
    const told = dash.page.getByRole('alert').filter({ hasText: 'Outra pessoa salvou enquanto você mudava' });
    await told.getByText('Salvo agora: advogado, multa').waitFor();
    assert.equal(await told.getByRole('listitem').count(), 1);
    assert.equal(await keywords().inputValue(), 'convênio');
    assert.equal(await dash.page.getByLabel('Morno a partir de', { exact: true }).inputValue(), '30');
    const asks = dash.page.getByRole('switch', { name: 'Perguntar o que uma venda precisa saber' });
    assert.equal(await asks.getAttribute('aria-checked'), 'true');
    assert.equal(saved().version, version, 'nothing was saved over theirs');
    await told.getByRole('button', { name: /^Usar o salvo em Palavras/u }).click();
    assert.equal(await keywords().inputValue(), 'advogado\nmulta');
    await told.getByRole('button', { name: 'Entendi' }).click();
    await button('Salvar').click();
    await says(`Tudo salvo · versão ${version + 1}`);
    assert.deepEqual([saved().temperature.warm, saved().qualify, saved().handoffKeywords.length], [30, true, 2]);
  });

  it('P7 who saved meanwhile is told of where one looks, with what each number counts', async () => {
    const warm = dash.page.getByLabel('Morno a partir de', { exact: true });
    await warm.fill('33');
    dash.fixture.playbook.overtake({ temperature: { warm: 35, hot: 75 } });
    await button('Salvar').click();
    const told = dash.page.locator('[role="alert"]:focus').filter({ hasText: 'Salvo agora: 35 pontos' });
    await told.waitFor();
    const [box, pane] = [await told.boundingBox(), await dash.page.locator('[data-scrolls]').boundingBox()];
    assert.ok(box && pane);
    assert.ok(box.y >= pane.y && box.y + box.height <= pane.y + pane.height, 'all of it is seen');
    await warm.focus();
    await says('Outra pessoa também salvou. Confira antes de salvar.');
    await button('Mostrar').click();
    await told.waitFor();
    await told.getByRole('button', { name: 'Entendi' }).click();
    await says('Há mudanças que não foram salvas');
    assert.equal(await warm.inputValue(), '33');
  });

  it('P7 a look at another screen takes nothing either, and reminds', async () => {
    await keywords().fill('chaveiro');
    await dash.page.getByRole('link', { name: 'Conversas' }).click();
    await says('O atendimento tem mudanças que não foram salvas');
    await button('Voltar').click();
    await dash.page.getByRole('heading', { name: 'Horários' }).waitFor();
    assert.equal(await keywords().inputValue(), 'chaveiro');
    await says('Há mudanças que não foram salvas');
  });

  it('asks before the page is closed while something is not saved', async () => {
    let asked = 0;
    dash.page.on('dialog', () => asked++);
    await dash.page.reload();
    await dash.page.getByRole('heading', { name: 'Horários' }).waitFor();
    assert.equal(asked, 0);
    await keywords().click();
    await keywords().fill('pergunta');
    await dash.page.reload();
    assert.equal(asked, 1);
  });

  it('who may only read sees all of it and changes nothing', async () => {
    dash.fixture.user.roles = ['viewer'];
    try {
      await reloaded();
      await says('Só quem é dono da conta pode mudar.');
      assert.ok(await keywords().isDisabled());
      assert.ok(await day('sábado').getByLabel('sábado: abre às').isDisabled());
      assert.equal(await button('Salvar').count(), 0);
    } finally {
      dash.fixture.user.roles = ['owner', 'ops'];
    }
  });

  it('L10 who may only read tries other numbers and sees their effect, with nothing to save', async () => {
    const { version, temperature } = saved();
    dash.fixture.user.roles = ['viewer'];
    try {
      await reloaded();
      const hot = dash.page.getByLabel('Quente a partir de', { exact: true });
      await hot.fill('95');
      await says('Experimente outros números acima e veja o efeito. Nada é salvo.');
      await button('Ver o efeito nas últimas conversas').click();
      await says('8 de 8 conversas mudam de temperatura.');
      await hot.press('Enter');
      assert.equal(await button('Salvar').count(), 0);
      await button('Voltar aos números salvos').click();
      assert.equal(await hot.inputValue(), String(temperature.hot));
      await says('Os números mudaram depois desta conta.');
      assert.equal(saved().version, version, 'nothing was saved');
    } finally {
      dash.fixture.user.roles = ['owner', 'ops'];
    }
  });
});

describe('how sure it must be', () => {
  it('T17 is drawn as two chances in the order in which they decide, and neither bounds the other', async () => {
    await dash.page.emulateMedia({ reducedMotion: 'reduce' });
    await dash.page.getByRole('switch', { name: 'Escolher de quanta certeza a IA precisa' }).click();
    const drawn = async (bar: Locator): Promise<number[]> => {
      const track = await bar.boundingBox();
      assert.ok(track);
      const parts = await Promise.all((await bar.locator('> span').all()).map((part) => part.boundingBox()));
      return parts.map((part) => Math.round(((part?.width ?? 0) / track.width) * 100));
    };
    const bars = section('Respostas').getByRole('img');
    const [first, second] = [
      'A partir de 50 % de certeza de que um trecho responde: responde com ele. Abaixo: olha a base toda.',
      'A partir de 55 % de certeza de que a base tem a resposta: pergunta qual. Abaixo: diz que não sabe.',
    ];
    assert.deepEqual(await bars.evaluateAll((all) => all.map((bar) => bar.getAttribute('aria-label'))), [
      first,
      second,
    ]);
    assert.deepEqual(await drawn(bars.nth(0)), [50, 50]);
    assert.deepEqual(await drawn(bars.nth(1)), [55, 45]);
    await dash.page.getByLabel('Responde, a partir de', { exact: true }).fill('20');
    await dash.page.getByLabel('Pergunta qual, a partir de', { exact: true }).fill('90');
    await button('Salvar').click();
    await says('Tudo salvo');
    assert.deepEqual(saved().confidence, { answer: 0.2, ask: 0.9 });
    assert.deepEqual(await drawn(bars.nth(0)), [20, 80]);
    await dash.page.getByRole('switch', { name: 'Escolher de quanta certeza a IA precisa' }).click();
    await says('responde com 50 % de certeza em um trecho; senão, pergunta qual com 55 % de certeza');
  });
});

describe('the score', () => {
  it('L10 shows what other numbers would make of the latest leads, and when that is out of date', async () => {
    await button('Ver o efeito nas últimas conversas').click();
    const table = section('Pontuação').getByRole('table');
    await table.waitFor();
    assert.equal(await table.getByRole('row').count(), 9);
    await dash.page.getByLabel('Quente a partir de', { exact: true }).fill('95');
    await says('Os números mudaram depois desta conta.');
    await button('Ver de novo').click();
    await says('8 de 8 conversas mudam de temperatura.');
    await table.getByText('Morno').first().waitFor();
    await dash.page.getByLabel('Quente a partir de', { exact: true }).fill('');
    await says('Corrija os números acima para ver o efeito.');
  });

  it('weighs each signal, counts what differs and gives the built-in back', async () => {
    await dash.page.getByText('Quanto vale cada sinal').click();
    const points = dash.page.getByLabel('Perguntou o preço: pontos');
    await points.fill('25');
    await says('1 mudado por você');
    await button('Salvar').click();
    await says('Tudo salvo');
    assert.deepEqual(saved().weights, { asked_price: { axis: 'intent', points: 25 } });
    await dash.page.getByRole('button', { name: 'Voltar a 12 pontos: Perguntou o preço' }).click();
    assert.equal(await points.inputValue(), '12');
    await says('como vem de fábrica');
  });
});

describe('the screen', () => {
  it('says that it cannot be loaded, and loads on demand', async () => {
    dash.fixture.faults.push({ path: '/api/ai/playbook', status: 500 });
    await dash.page.goto('about:blank');
    await dash.page.goto(`${dash.fixture.url}/knowledge?tab=playbook`);
    await dash.page.getByText('Não deu para carregar o atendimento').waitFor({ timeout: 15_000 });
    dash.fixture.faults.length = 0;
    await button('Tentar de novo').click();
    await dash.page.getByRole('heading', { name: 'Horários' }).waitFor();
  });

  it('is used by keys alone', async () => {
    await day('sábado').getByLabel('sábado: abre às').focus();
    await dash.page.keyboard.type('7:15');
    await dash.page.keyboard.press('Enter');
    await says('Tudo salvo');
    assert.equal(saved().hours?.sat[0]?.from, '07:15');
    await dash.page.getByRole('switch', { name: 'Mandar uma mensagem depois do silêncio' }).focus();
    await dash.page.keyboard.press('Space');
    await dash.page.keyboard.press('Tab');
    await dash.page.keyboard.type('5');
    const focused = await dash.page.evaluate(() => (document.activeElement as HTMLInputElement).value);
    assert.equal(focused, '5');
  });

  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 390],
    ['dark', 390],
  ] as const)('breaks no rule of WCAG 2.2 AA in %s at %i px, whatever it says', async (colorScheme, width) => {
    await dash.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await dash.page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    await reloaded();
    await keywords().fill('garantia');
    await dash.page.getByText('Quanto vale cada sinal').click();
    await dash.page.getByRole('switch', { name: 'Escolher de quanta certeza a IA precisa' }).click();
    await button('Ver o efeito nas últimas conversas').click();
    await section('Pontuação').getByRole('table').waitFor();
    dash.fixture.playbook.overtake({
      handoffKeywords: ['multa', `${colorScheme} ${width}`],
      timezone: 'America/Manaus',
    });
    await button('Salvar').click();
    await says('Outra pessoa salvou enquanto você mudava');
    await keywords().fill('x');
    await button('Salvar').click();
    await says('Corrija 1 campo para salvar');
    assert.deepEqual(await violationsOf(dash.page), []);
    const wide = await dash.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, 'nothing scrolls sideways');
  });

  it('speaks English', async () => {
    await dash.page.evaluate(() => localStorage.setItem('oc.locale', 'en'));
    await dash.page.goto('about:blank');
    await dash.page.goto(`${dash.fixture.url}/knowledge?tab=playbook`);
    await dash.page.getByRole('heading', { name: 'Handing over' }).waitFor();
    await dash.page.evaluate(() => localStorage.removeItem('oc.locale'));
    assert.deepEqual(dash.wrongs(), []);
  });
});
