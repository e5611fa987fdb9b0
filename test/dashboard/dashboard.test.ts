// What only a browser can show, against the API in memory. The whole product is tried by test/e2e; here are the races and refusals that
// a real Worker does not produce on demand.
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'vitest';
import type { ChannelState, NumberStatus } from '@oconnector/protocol/model/number.ts';
import { signedIn } from './signed-in.ts';

type Edge = { top: number; gap: number };

const dash = signedIn();

const edge = (): Promise<Edge> =>
  dash.page.evaluate(() => {
    const log = document.querySelector('[role=log]');
    if (!log) throw new Error('no thread');
    return { top: log.scrollTop, gap: log.scrollHeight - log.clientHeight - log.scrollTop };
  });

/** Resolves once the composer holds this. */
const written = (text: string): Promise<unknown> =>
  dash.page.waitForFunction((wanted) => document.querySelector('textarea')?.value === wanted, text);

const open = async (contactId: string): Promise<void> => {
  await dash.page.goto(`${dash.fixture.url}/inbox?c=${contactId}`);
  await dash.page.getByRole('log').waitFor();
  await dash.page.waitForTimeout(600);
};

describe('the thread', () => {
  it('opens at its end and keeps the line being read while older ones come', async () => {
    await open('con_0001');
    assert.ok((await edge()).gap < 3);
    dash.fixture.delayMs = 400;
    for (let pages = 0; pages < 4; pages++) {
      await dash.page.evaluate(() => document.querySelector('[role=log]')?.scrollTo({ top: 500 }));
      await dash.page.waitForTimeout(300);
      const seen = await dash.page.evaluate(() => {
        const log = document.querySelector('[role=log]');
        const line = [...document.querySelectorAll<HTMLElement>('[data-line]')].find(
          (each) => log && each.getBoundingClientRect().top >= log.getBoundingClientRect().top + 40,
        );
        return line ? { key: line.dataset['line'] ?? '', y: line.getBoundingClientRect().top } : null;
      });
      assert.ok(seen);
      await dash.page.waitForTimeout(700);
      const y = await dash.page.evaluate(
        (key) => document.querySelector(`[data-line="${key}"]`)?.getBoundingClientRect().top,
        seen.key,
      );
      assert.equal(y, seen.y);
    }
    dash.fixture.delayMs = 0;
    assert.ok((await dash.page.locator('[role=log] [data-line]').count()) <= 60);
  });

  it('follows new lines at its end, and stays and counts them elsewhere', async () => {
    await open('con_0001');
    dash.fixture.say('con_0001', 'primeira ao vivo');
    await dash.page.getByRole('log').getByText('primeira ao vivo').waitFor();
    await dash.page.getByRole('log').getByText('calcule o frete?').last().waitFor();
    await dash.page.waitForTimeout(900);
    assert.ok((await edge()).gap < 3);
    await dash.page.evaluate(() => document.querySelector('[role=log]')?.scrollBy({ top: -900 }));
    await dash.page.waitForTimeout(200);
    const { top } = await edge();
    dash.fixture.say('con_0001', 'segunda ao vivo');
    await dash.page.getByRole('button', { name: '1 mensagem nova' }).waitFor();
    assert.equal((await edge()).top, top);
  });

  it('T12 leads from a quote to the line that it quotes, also where that has to be fetched, and shows no words of a deleted one', async () => {
    await open('con_0001');
    const quote = { waId: 'quoted', fromMe: false, excerpt: { text: 'a primeira de todas' } };
    const seq = await dash.page.evaluate(async () => {
      const answer = await fetch('/api/whatsapp/conversations/con_0001/messages?before=20&limit=19');
      const { messages } = (await answer.json()) as { messages: { seq: number; direction: string }[] };
      return messages.find(({ direction }) => direction === 'in')?.seq ?? 0;
    });
    const line = { seq, author: { kind: 'bot' as const } };
    dash.fixture.hear('con_0001', { type: 'text', text: 'sobre isto' }, { quote: { ...quote, line } });
    dash.fixture.hear(
      'con_0001',
      { type: 'text', text: 'e aquilo' },
      { quote: { ...quote, line: null, excerpt: null } },
    );
    const log = dash.page.getByRole('log');
    await log.getByText('e aquilo').waitFor();
    assert.equal(await log.getByText('a primeira de todas').count(), 1);
    assert.ok((await log.getByText('Mensagem apagada').count()) >= 1);
    await log.getByRole('button', { name: 'a primeira de todas' }).click();
    await dash.page.waitForFunction((key) => {
      const box = document.querySelector('[role=log]')?.getBoundingClientRect();
      const row = document.querySelector(`[data-line="${key}"]`)?.getBoundingClientRect();
      return box && row && row.top >= box.top && row.bottom <= box.bottom;
    }, `seq:${seq}`);
    assert.ok((await edge()).gap > 900);
  });

  it('misses nothing that happened while the socket was gone', async () => {
    await open('con_0005');
    dash.fixture.dropLive();
    for (let n = 1; n <= 20; n++) dash.fixture.say('con_0005', `durante a queda ${n}.`);
    await dash.page.getByRole('log').getByText('durante a queda 20.').waitFor();
    assert.equal(await dash.page.getByRole('log').getByText('durante a queda 20.').count(), 1);
  });

  it('opens without a request once it is known', async () => {
    await open('con_0001');
    await dash.page.locator('[data-row=con_0002]').click();
    await dash.page.waitForTimeout(600);
    const asked: string[] = [];
    const note = (request: { url: () => string }): void =>
      void (request.url().includes('/api/') && asked.push(request.url()));
    dash.page.on('request', note);
    await dash.page.locator('[data-row=con_0001]').click();
    await dash.page.waitForTimeout(500);
    dash.page.off('request', note);
    assert.deepEqual(
      asked.filter((url) => url.includes('/messages')),
      [],
    );
  });
});

describe('the composer', () => {
  it('keeps a draft with its conversation, over switches and a reload', async () => {
    await open('con_0001');
    await dash.page.locator('textarea').fill('rascunho do primeiro');
    await dash.page.locator('[data-row=con_0003]').click();
    await written('');
    await dash.page.locator('textarea').fill('outro');
    await dash.page.locator('[data-row=con_0001]').click();
    await written('rascunho do primeiro');
    await dash.page.waitForTimeout(600);
    await dash.page.reload();
    await written('rascunho do primeiro');
    await dash.page.locator('textarea').fill('');
  });

  it('sends and takes over at once, and shows the message once', async () => {
    await open('con_0008');
    await dash.page.locator('textarea').fill('Oi, aqui é a *equipe*');
    await dash.page.getByRole('button', { name: 'Enviar e assumir' }).click();
    await dash.page.locator('[data-control=me]').waitFor();
    await dash.page.waitForTimeout(900);
    assert.equal(await dash.page.getByRole('log').getByText('Oi, aqui é a').count(), 1);
    assert.equal(await dash.page.locator('textarea').inputValue(), '');
  });

  it('keeps the text and tells why when somebody else was faster', async () => {
    await open('con_000a');
    const held = dash.fixture.held.find((each) => each.contactId === 'con_000a');
    assert.ok(held);
    held.control = {
      ...held.control,
      generation: held.control.generation + 5,
      holder: { kind: 'human', userId: 'usr_bia', name: 'Bia Rocha', via: 'dashboard' },
    };
    await dash.page.locator('textarea').fill('texto guardado');
    await dash.page.keyboard.press('Enter');
    await dash.page.getByText('mudou de mãos').waitFor();
    await dash.page.getByRole('button', { name: 'Assumir de Bia Rocha' }).waitFor();
    assert.equal(await dash.page.locator('textarea').inputValue(), 'texto guardado');
    await dash.page.locator('textarea').fill('');
  });

  it('gives the text back when the API fails, and sends it on demand', async () => {
    await open('con_000b');
    dash.fixture.faults.push({ path: '/api/whatsapp/send', status: 500 });
    await dash.page.locator('textarea').fill('vai falhar');
    await dash.page.keyboard.press('Enter');
    await dash.page.getByText('A mensagem não foi enviada').waitFor();
    assert.equal(await dash.page.locator('textarea').inputValue(), 'vai falhar');
    dash.fixture.faults.length = 0;
    await dash.page.getByRole('button', { name: 'Tentar de novo' }).click();
    await dash.page.getByRole('log').getByText('vai falhar').waitFor();
    await written('');
  });

  it('holds what is written offline and sends it once when the connection is back', async () => {
    await open('con_000c');
    await dash.context.setOffline(true);
    dash.fixture.dropLive();
    await dash.page.locator('textarea').fill('escrito offline');
    await dash.page.keyboard.press('Enter');
    await dash.page.getByText('Sai quando a conexão voltar').waitFor();
    await dash.page.getByText('Sem internet').waitFor();
    await dash.context.setOffline(false);
    await dash.page.getByText('Sai quando a conexão voltar').waitFor({ state: 'detached' });
    const sent = dash.page.getByRole('log').getByText('escrito offline');
    await sent.first().waitFor();
    assert.equal(await sent.count(), 1);
  });
});

describe('the connect page', () => {
  const now = Date.now();
  const pc = { id: 'bot-1', host: 'pc-do-caixa', version: '0.1.0', confirmed: true };
  const channel = (state: ChannelState, detail: string | null = null): Partial<NumberStatus> => ({
    link: 'online',
    agent: pc,
    channel: { channel: 'whatsapp-web', state, since: Date.now(), detail },
  });
  const qr = (number: number): void =>
    dash.fixture.number(
      { ...channel('qr'), pairing: { kind: 'qr', number, at: now + number, expiresAt: now + 70_000 } },
      `2@secret-${number},key,identity`,
    );
  const heading = (words: string): Promise<void> =>
    dash.page.getByRole('status').filter({ hasText: words }).first().waitFor();
  const drawn = (): Promise<string | null> => dash.page.locator('[data-qr] path[fill="#000"]').getAttribute('d');

  beforeEach(async () => {
    Object.assign(dash.fixture, { asked: 'told', stretches: [] });
    dash.fixture.asks.length = 0;
    await dash.page.goto(`${dash.fixture.url}/connect`);
  });

  it('draws a QR only once its computer is known and its risk accepted, swaps it and takes it away', async () => {
    qr(1);
    dash.fixture.number(
      { agent: { ...pc, confirmed: false }, pairing: { kind: 'qr', number: 1, at: now, expiresAt: now + 70_000 } },
      '2@secret-1,key,identity',
    );
    await dash.page.goto(`${dash.fixture.url}/connect`);
    await heading('É o seu computador?');
    assert.equal(await dash.page.locator('[data-qr]').count(), 0);
    await dash.page.getByRole('button', { name: 'Sim, é meu: mostrar o código' }).click();
    await heading('Leia o código com o celular da loja');
    await dash.page.getByText('código 1, há').waitFor();
    const first = await drawn();
    qr(2);
    await dash.page.getByText('código 2, há').waitFor();
    await dash.page.waitForFunction(
      (before) => document.querySelector('[data-qr] path[fill="#000"]')?.getAttribute('d') !== before,
      first,
    );
    dash.fixture.number(channel('qr'));
    await heading('Buscando um código novo');
    await dash.page.locator('[data-qr=over]').waitFor();
    dash.fixture.number(channel('authenticated'));
    await heading('Celular confirmado');
    assert.equal(await dash.page.locator('[data-qr]').count(), 0);
  });

  it('shows a code to type in two groups', async () => {
    dash.fixture.number(
      { ...channel('pairing_code'), pairing: { kind: 'code', number: 1, at: now, expiresAt: now + 190_000 } },
      'ABCD1234',
    );
    await dash.page.getByText('ABCD-1234').waitFor();
    await dash.page.getByRole('button', { name: 'Copiar' }).waitFor();
  });

  it('says of each state what it is and what to do', async () => {
    const words: [Partial<NumberStatus>, string, string][] = [
      [channel('starting'), 'Abrindo o WhatsApp', 'Leva alguns segundos'],
      [channel('passkey'), 'pede uma chave de acesso', 'HEADLESS=false'],
      [channel('syncing', '37 %'), 'Sincronizando 37 %', 'Deixe o celular ligado'],
      [channel('conflict'), 'Aberto em outro lugar', 'Feche o WhatsApp lá'],
      [channel('logged_out'), 'Desconectado do WhatsApp', 'pede um código novo'],
      [channel('restricted'), 'restrito ou banido', 'peça a revisão'],
      [channel('failed', 'The browser died.'), 'O WhatsApp não abriu', 'The browser died.'],
      [{ ...channel('ready'), link: 'offline', linkSince: now }, 'Agente fora do ar', 'Ligue o computador'],
      [{ channel: null, link: 'never', linkSince: null }, 'Nenhum agente ainda', 'Gerar código'],
      [channel('ready'), 'Conectado', 'Mande “oi”'],
    ];
    for (const [change, state, next] of words) {
      dash.fixture.number(change);
      await heading(state);
      await dash.page.getByText(next).first().waitFor();
    }
  });

  it('gives the command for an agent with its one-time code', async () => {
    dash.fixture.number({ channel: null, link: 'never', linkSince: null });
    await dash.page.getByRole('button', { name: 'Gerar código' }).click();
    await dash.page.getByText(`--server ${dash.fixture.url}`).waitFor();
    await dash.page.getByRole('radio', { name: 'Docker' }).click();
    await dash.page.getByText('docker compose up -d').waitFor();
  });

  it('sends an agent away that nobody knows', async () => {
    qr(4);
    dash.fixture.number({
      agent: { ...pc, confirmed: false },
      pairing: { kind: 'qr', number: 4, at: now, expiresAt: now + 70_000 },
    });
    await dash.page.getByRole('button', { name: 'Não conheço' }).click();
    await heading('Nenhum agente ainda');
    assert.deepEqual(dash.fixture.asks, [{ agentId: 'bot-1', isOurs: false }]);
  });

  it('asks for another code, for one to type on a phone, and says why it could not be asked', async () => {
    qr(5);
    await dash.page.getByRole('button', { name: 'Gerar novo código' }).click();
    await dash.page.getByText('Pedido enviado ao agente').waitFor();
    await dash.page.getByRole('button', { name: 'Conectar com o número do celular' }).click();
    await dash.page.getByLabel('Número do celular da loja').fill('12');
    await dash.page.getByRole('button', { name: 'Gerar código', exact: true }).click();
    await dash.page.getByText('Escreva o número inteiro').waitFor();
    // A rotation takes nothing away that somebody types.
    qr(6);
    await dash.page.getByText('código 6, há').waitFor();
    await dash.page.getByLabel('Número do celular da loja').fill('+55 11 98765-4321');
    dash.fixture.asked = 'agent_offline';
    await dash.page.getByRole('button', { name: 'Gerar código', exact: true }).click();
    await dash.page.getByText('O agente está fora do ar').waitFor();
    dash.fixture.asked = 'told';
    assert.deepEqual(dash.fixture.asks, [{ phone: null }, { phone: '5511987654321' }]);
  });

  it('disconnects a number only by the end of its phone', async () => {
    const account = { name: 'Loja Demo', phone: '+55 11 •••••-4321' };
    dash.fixture.number({ ...channel('ready'), account });
    await dash.page.getByText('+55 11 •••••-4321').waitFor();
    await dash.page.getByRole('button', { name: 'Desconectar…' }).click();
    const confirm = dash.page.getByRole('button', { name: 'Desconectar', exact: true });
    const digits = dash.page.getByLabel('Para confirmar, digite os últimos 4 dígitos');
    await digits.fill('43');
    assert.equal(await confirm.isDisabled(), true);
    dash.fixture.asked = 'wrong_digits';
    await digits.fill('0000');
    await confirm.click();
    await dash.page.getByText('Não são os últimos dígitos').waitFor();
    dash.fixture.asked = 'told';
    await digits.fill('4321');
    await confirm.click();
    await dash.page.getByRole('button', { name: 'Desconectando…' }).waitFor();
    assert.deepEqual(dash.fixture.asks, [{ lastDigits: '0000' }, { lastDigits: '4321' }]);
    dash.fixture.number(channel('qr'));
    await dash.page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('shows the last day: how much it was connected, and each drop with its cause and what came later', async () => {
    const to = Date.now();
    const hours = (n: number): number => to - n * 3_600_000;
    dash.fixture.stretches = [
      { at: hours(24), standing: 'ready', missed: 0 },
      { at: hours(12), standing: 'agent_offline', missed: 3 },
      { at: hours(6), standing: 'ready', missed: 0 },
    ];
    dash.fixture.number(channel('ready'));
    await dash.page
      .getByRole('img', { name: 'Conectado em 75 % do tempo nas últimas 24 horas, com 1 queda' })
      .waitFor();
    await dash.page.getByText('3 mensagens chegaram depois').waitFor();
  });

  it('calls a number that drops again and again unstable, though it is there, with the cause', async () => {
    const to = Date.now();
    dash.fixture.stretches = [
      { at: to - 3_600_000, standing: 'ready', missed: 0 },
      ...[8, 5, 2].flatMap((minutes) => [
        { at: to - minutes * 60_000, standing: 'agent_offline' as const, missed: 0 },
        { at: to - minutes * 60_000 + 20_000, standing: 'ready' as const, missed: 0 },
      ]),
    ];
    await dash.page.goto(`${dash.fixture.url}/connect`);
    dash.fixture.number(channel('ready'));
    await heading('Instável');
    await dash.page.getByText('Caiu 3 vezes nos últimos dez minutos; a última causa: Agente fora do ar.').waitFor();
  });

  it('says when the code cannot be fetched, and fetches it on demand', async () => {
    dash.fixture.faults.push({ path: '/api/whatsapp/numbers/num_demo/pairing', status: 500 });
    qr(3);
    await dash.page.getByText('Não deu para buscar o código').waitFor({ timeout: 15_000 });
    dash.fixture.faults.length = 0;
    await dash.page.getByRole('button', { name: 'Tentar de novo' }).click();
    await dash.page.locator('[data-qr=fresh] svg').waitFor();
  });

  it('a number that drops is told on every other screen, until it is back', async () => {
    await dash.page.goto(`${dash.fixture.url}/inbox`);
    dash.fixture.number({ ...channel('ready'), link: 'offline', linkSince: Date.now() });
    await dash.page.getByText('agente fora do ar há').waitFor();
    await dash.page.getByRole('link', { name: 'Resolver' }).click();
    await dash.page.waitForURL('**/connect?n=*');
    assert.equal(await dash.page.getByText('agente fora do ar há').count(), 0);
    await dash.page.goto(`${dash.fixture.url}/inbox`);
    await dash.page.getByText('agente fora do ar há').waitFor();
    dash.fixture.number(channel('ready'));
    await dash.page.getByText('agente fora do ar há').waitFor({ state: 'detached' });
  });
});

describe('the pages', () => {
  it('keep to their content policy and their origin, and throw nothing', async () => {
    for (const path of [
      '/inbox',
      '/knowledge',
      '/simulator',
      '/connect',
      '/ops',
      '/ops?class=Conversation&key=con_0001',
      '/kit',
      '/login',
      '/nope',
    ]) {
      await dash.page.goto(dash.fixture.url + path);
      await dash.page.waitForTimeout(500);
    }
    assert.deepEqual(dash.wrongs(), []);
  });
});
