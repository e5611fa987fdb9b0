// Files in the thread, the composer and the simulated phone, as only a browser shows them.
import assert from 'node:assert/strict';
import { describe, it } from 'vitest';
import type { Locator } from 'playwright-core';
import { PDF, png, wav, WITH_FILES, WITH_TRANSCRIPTS } from './fixture/media.ts';
import { MICROPHONE } from '../support/browser.ts';
import { signedIn } from './signed-in.ts';

const dash = signedIn(MICROPHONE);

const open = async (contactId: string): Promise<void> => {
  await dash.page.goto(`${dash.fixture.url}/inbox?c=${contactId}`);
  await dash.page.getByRole('log').waitFor();
  await dash.page.waitForTimeout(600);
};
const log = (): Locator => dash.page.getByRole('log');
const messagesOf = (contactId: string) =>
  dash.fixture.held.find((each) => each.contactId === contactId)?.messages ?? [];
const lastFile = (contactId: string) => {
  const said = messagesOf(contactId).findLast((line) => line.direction === 'out' && line.content.type === 'media');
  return said?.direction === 'out' && said.content.type === 'media' ? said.content : null;
};
/** Brings a line of the virtual thread into view, from below. */
const scrolledTo = async (line: Locator): Promise<void> => {
  await dash.page.evaluate(() => document.querySelector('[role=log]')?.scrollTo({ top: 1e9 }));
  for (let steps = 0; steps < 40 && (await line.count()) === 0; steps++) {
    await dash.page.evaluate(() => document.querySelector('[role=log]')?.scrollBy({ top: -300 }));
    await dash.page.waitForTimeout(120);
  }
  await line.first().scrollIntoViewIfNeeded();
};
const attach = (...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> =>
  dash.page.locator('form input[data-attach]').setInputFiles(files);
/** Files that are made in the page and dropped on the thread. */
const drop = (files: { name: string; type: string; size: number }[]): Promise<void> =>
  dash.page.evaluate((wanted) => {
    const dataTransfer = new DataTransfer();
    for (const { name, type, size } of wanted) dataTransfer.items.add(new File([new Uint8Array(size)], name, { type }));
    for (const event of ['dragenter', 'dragover', 'drop'])
      document
        .querySelector('[role=log]')
        ?.dispatchEvent(new DragEvent(event, { bubbles: true, cancelable: true, dataTransfer }));
  }, files);
const PHOTO = { name: 'vitrine.png', mimeType: 'image/png', buffer: png(300, 200) };

describe('a file in the thread', () => {
  it('has its room before it is there, so that nothing moves when it comes', async () => {
    await open(WITH_FILES);
    const seq = messagesOf(WITH_FILES).find(
      (each) =>
        each.direction !== 'notice' && each.content.type === 'media' && each.content.media.mediaId === 'med_late',
    )?.seq;
    const line = dash.page.locator(`[data-line="seq:${seq ?? 0}"]`);
    await scrolledTo(line);
    await line.getByText('Chegando do celular').waitFor();
    const height = async (): Promise<number> => (await line.boundingBox())?.height ?? 0;
    const before = await height();
    assert.ok(before > 300);
    dash.fixture.arrive('med_late', { bytes: png(600, 800), mime: 'image/png', fileName: null });
    await line.getByRole('button', { name: 'Abrir a imagem' }).waitFor();
    assert.equal(await height(), before);
  });

  it('that is an image opens in full, closes by Escape and gives the focus back', async () => {
    await open(WITH_FILES);
    const image = log().getByRole('button', { name: 'Abrir a imagem' });
    await scrolledTo(image);
    await image.first().press('Enter');
    await dash.page.getByRole('dialog').getByRole('link', { name: 'Baixar' }).waitFor();
    await dash.page.keyboard.press('Escape');
    await dash.page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal(await dash.page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Abrir a imagem');
  });

  it('says in words why it is not here', async () => {
    await open(WITH_FILES);
    for (const words of [
      'Já não está guardado',
      'não é o que o arquivo diz ser',
      'Tem 46 MB, e só guardamos até 32 MB',
      'O WhatsApp não entregou o arquivo',
    ])
      await scrolledTo(log().getByText(words));
  });

  it('that is a document is fetched under its name', async () => {
    await open(WITH_FILES);
    const link = log().getByRole('link', { name: /^Baixar Orçamento/u });
    await scrolledTo(link);
    const [download] = await Promise.all([dash.page.waitForEvent('download'), link.click()]);
    assert.match(download.suggestedFilename(), /^Orçamento.*\.pdf$/u);
  });

  it('stands in the list by what it is, with its length', async () => {
    await dash.page.goto(`${dash.fixture.url}/inbox`);
    const row = dash.page.locator(`[data-row=${WITH_FILES}]`);
    await row.waitFor();
    assert.match((await row.textContent()) ?? '', /Mensagem de voz\s*0:12/u);
  });
});

describe('a voice note', () => {
  it('plays, pauses, is sought by keys and goes faster', async () => {
    await open(WITH_FILES);
    await scrolledTo(log().getByRole('button', { name: 'Tocar' }));
    const first = log().getByRole('group', { name: 'Mensagem de voz, 0:12' }).first();
    await scrolledTo(first);
    await first.getByRole('button', { name: 'Tocar' }).click();
    await first.getByRole('button', { name: 'Pausar' }).waitFor();
    await dash.page.waitForFunction(
      () => Number(document.querySelector<HTMLInputElement>('[role=log] input')?.value) > 0.3,
    );
    await first.getByRole('button', { name: 'Pausar' }).click();
    const slider = first.getByRole('slider');
    const before = Number(await slider.inputValue());
    await slider.press('ArrowRight');
    await slider.press('ArrowRight');
    const after2 = Number(await slider.inputValue());
    assert.ok(Math.abs(after2 - before - 4) < 0.3, `${before} → ${after2}`);
    assert.match((await slider.getAttribute('aria-valuetext')) ?? '', /^0:0\d de 0:12$/u);
    await first.getByRole('button', { name: 'Velocidade: 1×' }).click();
    await first.getByRole('button', { name: 'Velocidade: 1,5×' }).click();
    await first.getByRole('button', { name: 'Velocidade: 2×' }).click();
    await first.getByRole('button', { name: 'Velocidade: 1×' }).waitFor();
  });

  it('falls silent when another one begins, and keeps its place', async () => {
    await open('con_0003');
    for (const id of ['med_one', 'med_two']) {
      dash.fixture.files.set(id, { bytes: wav(12), mime: 'audio/wav', fileName: null });
      dash.fixture.hear('con_0003', {
        type: 'media',
        media: {
          mediaId: id,
          kind: 'audio',
          voice: true,
          mime: 'audio/ogg',
          bytes: null,
          fileName: null,
          durationMs: 12_000,
        },
      });
    }
    const notes = log().getByRole('group', { name: 'Mensagem de voz, 0:12' });
    await notes.nth(1).waitFor();
    await notes.nth(0).getByRole('button', { name: 'Tocar' }).click();
    await dash.page.waitForFunction(
      () => Number(document.querySelector<HTMLInputElement>('[role=log] input')?.value) > 0.3,
    );
    await notes.nth(1).getByRole('button', { name: 'Tocar' }).click();
    await notes.nth(0).getByRole('button', { name: 'Tocar' }).waitFor();
    await notes.nth(1).getByRole('button', { name: 'Pausar' }).waitFor();
    assert.ok(Number(await notes.nth(0).getByRole('slider').inputValue()) > 0.3);
    await dash.page.locator('[data-row=con_0001]').click();
    await dash.page.locator('[data-row=con_0003]').click();
    await notes.nth(1).getByRole('button', { name: 'Tocar' }).waitFor();
  });

  it('that cannot be played says so and can be tried again or fetched', async () => {
    await open(WITH_FILES);
    const broken = log().getByRole('group', { name: 'Mensagem de voz, 0:04' });
    await scrolledTo(broken);
    await broken.getByRole('button', { name: 'Tocar' }).click();
    const tile = log().getByText('Não deu para mostrar aqui.').locator('xpath=../..');
    await tile.getByRole('button', { name: 'Tentar de novo' }).waitFor();
    await tile.getByRole('link', { name: 'Baixar' }).waitFor();
  });

  it('T15 shows what was heard in it as a machine wrote it, folded where it is long', async () => {
    await open(WITH_TRANSCRIPTS);
    const heard = log().getByText('Transcrição automática');
    await scrolledTo(log().getByText('Oi, tudo bem? Vocês abrem no sábado?'));
    await heard.first().waitFor();
    const long = log().getByText('Então, eu queria saber daquela cesta grande');
    await scrolledTo(long);
    const height = async (): Promise<number> => (await long.boundingBox())?.height ?? 0;
    const shown = await long.locator('..').boundingBox();
    assert.ok(shown && shown.height < 110, 'five lines of it');
    await log().getByRole('button', { name: 'Ler tudo' }).click();
    await log().getByRole('button', { name: 'Ler menos' }).waitFor();
    assert.ok((await height()) > 150);
    await scrolledTo(log().getByText('Não deu para entender o que foi dito.'));
  });
});

describe('the composer', () => {
  it('sends a photo with the words under it, and takes over at once', async () => {
    await open('con_0008');
    await attach(PHOTO);
    await dash.page.getByRole('list', { name: 'Para enviar' }).getByText('vitrine.png').waitFor();
    await dash.page.getByPlaceholder('Legenda').fill('Olha como ficou');
    await dash.page.getByRole('button', { name: 'Enviar e assumir' }).click();
    await dash.page.locator('[data-control=me]').waitFor();
    await log().getByRole('button', { name: 'Abrir a imagem' }).last().waitFor();
    await dash.page.waitForTimeout(900);
    assert.equal(await log().getByText('Olha como ficou').count(), 1);
    const sent = lastFile('con_0008');
    assert.deepEqual(
      [sent?.media.kind, sent?.media.width, sent?.media.height, sent?.caption],
      ['image', 300, 200, 'Olha como ficou'],
    );
    assert.equal(await dash.page.locator('textarea').inputValue(), '');
  });

  it('keeps what is chosen with its conversation, and lets it be taken out', async () => {
    await open('con_0003');
    await attach(PHOTO);
    await dash.page.getByRole('button', { name: 'Tirar vitrine.png' }).waitFor();
    await dash.page.locator('[data-row=con_0001]').click();
    await dash.page.getByRole('button', { name: 'Tirar vitrine.png' }).waitFor({ state: 'detached' });
    await dash.page.locator('[data-row=con_0003]').click();
    await dash.page.getByRole('button', { name: 'Tirar vitrine.png' }).click();
    await dash.page.getByRole('list', { name: 'Para enviar' }).waitFor({ state: 'detached' });
  });

  it('says before any upload why a file cannot go', async () => {
    await open('con_000a');
    const asked: string[] = [];
    dash.page.on('request', (request) => void (request.url().includes('/media') && asked.push(request.url())));
    await drop([
      { name: 'vazio.txt', type: 'text/plain', size: 0 },
      { name: 'filme.mp4', type: 'video/mp4', size: 34 * 1024 * 1024 },
    ]);
    await dash.page.getByRole('alert').getByText('está vazio.').waitFor();
    await dash.page.getByRole('alert').getByText('grande demais; o limite é 32 MB.').waitFor();
    assert.deepEqual(asked, []);
    await dash.page.getByRole('button', { name: 'Entendi' }).click();
  });

  it('takes a picture that is pasted and a file that is dropped', async () => {
    await open('con_000b');
    await dash.page.evaluate(
      (bytes) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(bytes)], 'colada.png', { type: 'image/png' }));
        const paste = new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data });
        document.querySelector('textarea')?.dispatchEvent(paste);
      },
      [...png(20, 20)],
    );
    await dash.page.getByRole('button', { name: 'Tirar colada.png' }).waitFor();
    await drop([{ name: 'solta.txt', type: 'text/plain', size: 3 }]);
    await dash.page.getByText('Solte para anexar').waitFor({ state: 'detached' });
    await dash.page.getByRole('button', { name: 'Tirar solta.txt' }).click();
    await dash.page.getByRole('button', { name: 'Tirar colada.png' }).click();
  });

  it('shows how far an upload is and gives the file and the words back when it is cancelled', async () => {
    await open('con_000c');
    dash.fixture.uploadPauseMs = 200;
    const sentBefore = messagesOf('con_000c').length;
    await attach({ ...PHOTO, buffer: Buffer.concat([PHOTO.buffer, Buffer.alloc(4_000_000)]) });
    await dash.page.getByPlaceholder('Legenda').fill('vai ser cancelada');
    await dash.page.keyboard.press('Enter');
    await log().getByRole('progressbar', { name: 'Envio do arquivo' }).waitFor();
    await log().getByRole('button', { name: 'Cancelar' }).click();
    await dash.page.getByRole('button', { name: 'Tirar vitrine.png' }).waitFor();
    assert.equal(await dash.page.locator('textarea').inputValue(), 'vai ser cancelada');
    assert.equal(messagesOf('con_000c').length, sentBefore);
    dash.fixture.uploadPauseMs = 0;
    await dash.page.getByRole('button', { name: 'Tirar vitrine.png' }).click();
    await dash.page.locator('textarea').fill('');
  });

  it('holds a file that is sent offline, and sends it once when the connection is back', async () => {
    await open('con_000k');
    await attach(PHOTO);
    await dash.page.getByRole('button', { name: 'Tirar vitrine.png' }).waitFor();
    await dash.context.setOffline(true);
    await dash.page.getByPlaceholder('Legenda').fill('mandada offline');
    await dash.page.keyboard.press('Enter');
    await log().getByText('Sai quando a conexão voltar').waitFor();
    await dash.context.setOffline(false);
    await log().getByText('Sai quando a conexão voltar').waitFor({ state: 'detached' });
    assert.equal(await log().getByText('mandada offline').count(), 1);
    assert.equal(lastFile('con_000k')?.caption, 'mandada offline');
  });

  it('gives the file back when the server refuses it, says why, and sends it on demand', async () => {
    await open('con_000d');
    dash.fixture.faults.push({ path: '/api/whatsapp/media', status: 422, code: 'invalid' });
    await attach({ name: 'nota.pdf', mimeType: 'application/pdf', buffer: PDF });
    await dash.page.getByRole('button', { name: 'Tirar nota.pdf' }).waitFor();
    await dash.page.getByRole('button', { name: /^Enviar/u }).click();
    await dash.page.getByText('O servidor recusou: o conteúdo não é').waitFor();
    dash.fixture.faults.length = 0;
    await dash.page.getByRole('button', { name: 'Tentar de novo' }).click();
    await log().getByRole('link', { name: 'Baixar nota.pdf' }).waitFor();
    assert.equal(lastFile('con_000d')?.media.fileName, 'nota.pdf');
  });

  it('keeps the file and tells why when somebody else was faster', async () => {
    await open('con_000e');
    const held = dash.fixture.held.find((each) => each.contactId === 'con_000e');
    assert.ok(held);
    await attach(PHOTO);
    await dash.page.getByRole('button', { name: 'Tirar vitrine.png' }).waitFor();
    held.control = {
      ...held.control,
      generation: held.control.generation + 5,
      holder: { kind: 'human', userId: 'usr_bia', name: 'Bia Rocha', via: 'dashboard' },
    };
    await dash.page.getByRole('button', { name: /^Enviar/u }).click();
    await dash.page.getByText('mudou de mãos').waitFor();
    await dash.page.getByRole('button', { name: 'Assumir de Bia Rocha' }).waitFor();
    await dash.page.getByRole('button', { name: 'Tirar vitrine.png' }).click();
  });

  it('records a voice note, lets it be heard, and sends it as Opus in Ogg', async () => {
    await open('con_000f');
    await dash.page.getByRole('button', { name: 'Gravar mensagem de voz' }).click();
    const bar = dash.page.getByRole('group', { name: 'Gravação de voz' });
    await bar.getByRole('timer').getByText('0:02').waitFor();
    await bar.getByRole('button', { name: 'Pronto' }).click();
    const preview = dash.page
      .getByRole('list', { name: 'Para enviar' })
      .getByRole('group', { name: /Mensagem de voz/u });
    await dash.page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Enviar') === true);
    await preview.getByRole('button', { name: 'Tocar' }).click();
    await preview.getByRole('button', { name: 'Pausar' }).waitFor();
    await dash.page.getByRole('button', { name: /^Enviar/u }).click();
    await log()
      .getByRole('group', { name: /Mensagem de voz, 0:0[23]/u })
      .last()
      .waitFor();
    await dash.page.waitForTimeout(600);
    const sent = lastFile('con_000f');
    assert.equal(sent?.media.voice, true);
    const bytes = dash.fixture.files.get(sent.media.mediaId)?.bytes;
    assert.equal(bytes?.toString('latin1', 0, 4), 'OggS');
    assert.ok((sent.media.durationMs ?? 0) > 1_500);
  });

  it('discards a recording, and says what is wrong when the microphone is refused', async () => {
    await open('con_000h');
    await dash.page.getByRole('button', { name: 'Gravar mensagem de voz' }).click();
    await dash.page.getByRole('group', { name: 'Gravação de voz' }).getByRole('timer').waitFor();
    await dash.page.keyboard.press('Escape');
    await dash.page.locator('textarea').waitFor();
    assert.equal(await dash.page.getByRole('list', { name: 'Para enviar' }).count(), 0);
    for (const [error, words] of [
      ['NotAllowedError', 'não tem permissão para usar o microfone'],
      ['NotFoundError', 'Nenhum microfone encontrado'],
    ] as const) {
      await dash.page.evaluate((name) => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', name));
      }, error);
      await dash.page.getByRole('button', { name: 'Gravar mensagem de voz' }).click();
      await dash.page.getByRole('alert').getByText(words).waitFor();
    }
  });
});

describe('the simulated phone', () => {
  it('sends a photo, a document and a voice note, which the inbox shows', async () => {
    await dash.page.goto(`${dash.fixture.url}/simulator`);
    const lines = dash.page.getByRole('log', { name: 'Mensagens do celular' });
    for (const sample of ['Foto de exemplo', 'Comprovante em PDF', 'Áudio de exemplo']) {
      await dash.page.getByRole('button', { name: 'Mandar um arquivo' }).click();
      await dash.page.getByRole('menuitem', { name: sample }).click();
      await dash.page.waitForTimeout(600);
    }
    await lines.getByRole('button', { name: 'Abrir a imagem' }).waitFor();
    await lines.getByRole('link', { name: 'Baixar comprovante.pdf' }).waitFor();
    await lines.getByRole('group', { name: 'Mensagem de voz, 0:05' }).waitFor();
    await dash.page.reload();
    await lines.getByRole('button', { name: 'Abrir a imagem' }).waitFor();
    await open('con_87650001');
    await log().getByRole('group', { name: 'Mensagem de voz, 0:05' }).waitFor();
    await log().getByRole('link', { name: 'Baixar comprovante.pdf' }).waitFor();
    await log().getByRole('button', { name: 'Abrir a imagem' }).waitFor();
  });
});

describe('all of it', () => {
  it('keeps to the content policy and the origin of the page, and throws nothing', () => {
    assert.deepEqual(dash.wrongs(), []);
    assert.equal(dash.context.pages().length, 1);
  });
});
