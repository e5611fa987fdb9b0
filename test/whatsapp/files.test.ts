import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaContent } from '@oconnector/protocol/model/content.ts';
import type { FileRef } from '../../bot-agent/src/journal/file-rows.ts';
import { mediaIdOf, waOutIdOf } from '../../bot-agent/src/identity.ts';
import { eventually, startReady, type Rig } from './rig.ts';

// The library's own `downloadMedia` and `processMediaData`, in a real browser.
let rig: Rig;
beforeAll(async () => {
  rig = await startReady();
});
afterAll(() => rig.end());

const OGG = Buffer.from(`OggS${'\0'.repeat(24)}OpusHead${'voz'.repeat(40_000)}`, 'latin1');
const PNG = Buffer.from(`\x89PNG\r\n\x1a\n${'foto'.repeat(30_000)}`, 'latin1');

const told = (waId: string): (FileRef & { content: MediaContent }) | undefined => {
  for (const event of rig.told) {
    if (event.kind !== 'message' || event.message.waId !== waId || event.message.content.type !== 'media') continue;
    const { fromMe, content } = event.message;
    return { chat: event.chat, waId, fromMe, media: content.media, content };
  }
  return undefined;
};
const arrived = async (waId: string) => {
  await eventually(() => told(waId)).toBeDefined();
  const found = told(waId);
  if (!found) throw new Error('not told');
  return found;
};

describe('a file that a contact sends', { timeout: 120_000 }, () => {
  it('is told as what it is, and downloaded whole: a voice note, a picture, a document', async () => {
    const ana = rig.standIn.contact('5511970000001', 'Ana');
    const voice = rig.standIn.writeFile(ana, OGG, 'ptt', { mimetype: 'audio/ogg; codecs=opus', duration: '7' });
    const picture = rig.standIn.writeFile(ana, PNG, 'image', { mimetype: 'image/png', caption: 'olha' });
    const paper = rig.standIn.writeFile(ana, Buffer.from('%PDF-1.7'), 'document', {
      mimetype: 'application/pdf',
      filename: 'nota.pdf',
      caption: 'nota.pdf',
    });
    expect((await arrived(voice)).content).toEqual({
      type: 'media',
      media: {
        mediaId: mediaIdOf(voice, false),
        kind: 'audio',
        voice: true,
        mime: 'audio/ogg; codecs=opus',
        bytes: OGG.length,
        fileName: null,
        durationMs: 7_000,
      },
    });
    expect((await arrived(picture)).content).toMatchObject({
      caption: 'olha',
      media: { kind: 'image', fileName: null },
    });
    const document = (await arrived(paper)).content;
    expect(document.media).toMatchObject({ kind: 'document', fileName: 'nota.pdf' });
    expect(document.caption).toBeUndefined();
    expect(await rig.channel.download(await arrived(voice))).toEqual({ bytes: OGG });
    expect(await rig.channel.download(await arrived(picture))).toEqual({ bytes: PNG });
  });

  it('that the page files under the other address of the person is found there', async () => {
    const bia = rig.standIn.contact('5511970000002', 'Bia', true);
    const id = rig.standIn.writeFile(bia, PNG, 'image', { mimetype: 'image/png' });
    const file = await arrived(id);
    expect(await rig.channel.download({ ...file, chat: bia.lid })).toEqual({ bytes: PNG });
  });

  it('that WhatsApp does not give is asked for again later, not given up at once', async () => {
    const caio = rig.standIn.contact('5511970000003', 'Caio');
    const file = await arrived(rig.standIn.writeFile(caio, PNG, 'image', { mimetype: 'image/png' }));
    const lying = [...rig.standIn.files.keys()].at(-1) ?? '';
    rig.standIn.files.delete(lying);
    await expect(rig.channel.download(file)).rejects.toThrow('does not give');
    rig.standIn.files.set(lying, PNG);
    expect(await rig.channel.download(file)).toEqual({ bytes: PNG });
    await expect(rig.channel.download({ ...file, waId: 'nobodys' })).rejects.toThrow('no such message');
  });
});

describe('a file that we send', { timeout: 120_000 }, () => {
  const content = (over: Partial<MediaContent['media']>, caption?: string): MediaContent => ({
    type: 'media',
    media: {
      mediaId: 'med_a',
      kind: 'image',
      mime: 'image/png',
      bytes: null,
      fileName: null,
      durationMs: null,
      ...over,
    },
    ...(caption === undefined ? {} : { caption }),
  });
  const to = { kind: 'phone', value: '+5511970000009' } as const;
  const reached = (waOutId: string) => rig.standIn.truth().find(({ id }) => id === waOutId);
  const send = async (name: string, what: MediaContent, file: Buffer) => {
    const waOutId = waOutIdOf(name);
    return { waOutId, result: await rig.channel.send({ to, content: what, waOutId, file }) };
  };
  beforeAll(() => void rig.standIn.contact('5511970000009', 'Dora'));

  it('reaches WhatsApp under our id, with its words, whole', async () => {
    const { waOutId, result } = await send('picture', content({}, 'o cardápio'), PNG);
    expect(result).toEqual({ kind: 'handed', waId: waOutId });
    await eventually(() => reached(waOutId)?.type).toBe('image');
    const line = reached(waOutId);
    expect(line?.file).toMatchObject({ mimetype: 'image/png', caption: 'o cardápio' });
    expect(line && rig.standIn.fileOf(line)).toEqual(PNG);
    expect(await rig.channel.findSent({ to, waOutId, bodyHash: '', since: 0 })).toMatchObject([{ waId: waOutId }]);
  });

  it('is a voice note, or a document with its name', async () => {
    const voice = await send('voice', content({ kind: 'audio', voice: true, mime: 'audio/ogg' }), OGG);
    const paper = await send(
      'paper',
      content({ kind: 'document', mime: 'application/pdf', fileName: 'orçamento nº 1.pdf' }, 'segue'),
      Buffer.from('%PDF-1.7'),
    );
    await eventually(() => [reached(voice.waOutId)?.type, reached(paper.waOutId)?.type]).toEqual(['ptt', 'document']);
    expect(reached(voice.waOutId)?.file).toMatchObject({ mimetype: 'audio/ogg; codecs=opus' });
    expect(reached(paper.waOutId)?.file).toMatchObject({ filename: 'orçamento nº 1.pdf', caption: 'segue' });
  });

  it('that WhatsApp does not take ends as refused, and sends nothing', async () => {
    rig.standIn.uploads = 'refused';
    const { waOutId, result } = await send('refused', content({}), PNG);
    expect(result).toMatchObject({ kind: 'refused', reason: expect.stringContaining('file_not_taken') as string });
    rig.standIn.uploads = 'ok';
    await send('after', content({}), PNG);
    await eventually(() => reached(waOutIdOf('after'))).toBeDefined();
    expect(reached(waOutId)).toBeUndefined();
  });

  it('has an id of the page where the page lets nobody choose', async () => {
    rig.standIn.turn({ ids: 'frozen' });
    await rig.again();
    await eventually(() => rig.channel.status().state).toBe('ready');
    const { waOutId, result } = await send('frozen', content({}), PNG);
    expect(result).toMatchObject({ kind: 'handed' });
    expect(result.kind === 'handed' && result.waId).not.toBe(waOutId);
    rig.standIn.turn({ ids: 'free' });
  });
});
