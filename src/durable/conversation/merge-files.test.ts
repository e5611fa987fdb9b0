import { evictDurableObject } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { Media, MediaState } from '@oconnector/protocol/model/media.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { installFailpoints } from '../../lib/failpoint.ts';
import { eventually, latch } from './conversation.fixture.ts';
import { expectFolded, from, setUp } from './merge.fixture.ts';

afterEach(() => installFailpoints(null));

const DAY_MS = 24 * 3_600_000;

type Side = Awaited<ReturnType<ReturnType<typeof setUp>['both']>>['mine'];

const newMedia = (): Media => ({
  mediaId: `med_${crypto.randomUUID()}`,
  kind: 'image',
  mime: 'image/png',
  bytes: 10,
  fileName: null,
  durationMs: null,
});

const sends = (alias: Alias, media: Media, more: Partial<ReceivedMessage> = {}): ReceivedMessage =>
  from(alias, '', { content: { type: 'media', media, caption: 'veja' }, ...more });

const settle = ({ conversation }: Side, { mediaId }: Media, state: 'ready' | 'failed' = 'ready') =>
  conversation().settleFile({
    mediaId,
    state,
    ...(state === 'ready'
      ? { mime: 'image/png', bytes: 10, reason: null }
      : { mime: null, bytes: null, reason: 'gone' }),
  });

const states = async ({ thread }: Side): Promise<MediaState[]> =>
  (await thread()).flatMap((line) => (line.direction !== 'notice' && line.media ? [line.media.state] : []));

describe('M6 a merge takes files along', () => {
  it('with where they are, for as long as they would have been kept: then both say that they are gone', async () => {
    const { both, merge, lid, clock, dropped } = setUp();
    const { mine, theirs } = await both();
    const [ready, failed] = [newMedia(), newMedia()];
    await theirs.take(sends(lid, ready, { old: true }), sends(lid, failed, { old: true }));
    expect([await settle(theirs, ready), await settle(theirs, failed, 'failed')]).toEqual(['ready', 'failed']);
    clock.advance(10 * DAY_MS);
    await merge();
    expect(await states(mine)).toEqual(['ready', 'failed']);
    await mine.ring(80 * DAY_MS - 1);
    await theirs.ring(0);
    expect([await states(mine), await states(theirs), dropped]).toEqual([['ready', 'failed'], ['ready', 'failed'], []]);
    await mine.ring(1);
    await theirs.ring(0);
    expect([await states(mine), await states(theirs)]).toEqual([
      ['expired', 'expired'],
      ['expired', 'expired'],
    ]);
    await eventually(() => expect(new Set(dropped)).toEqual(new Set([ready.mediaId, failed.mediaId])));
    await expectFolded(mine.stub(), theirs.stub());
  });

  it('and their state when it is settled later, where the agent brings it: history and questions alike', async () => {
    const { both, merge, lid } = setUp();
    const { mine, theirs } = await both();
    const [history, question] = [newMedia(), newMedia()];
    await theirs.take(sends(lid, history, { old: true }), sends(lid, question));
    await merge();
    await eventually(async () => expect(await states(mine)).toEqual(['pending', 'pending']));
    expect([await settle(theirs, history, 'failed'), await settle(theirs, question)]).toEqual(['failed', 'ready']);
    await eventually(async () => expect(await states(mine)).toEqual(['failed', 'ready']));
    // What failed may come after all.
    await evictDurableObject(theirs.stub());
    expect(await settle(theirs, history)).toBe('ready');
    await eventually(async () => expect(await states(mine)).toEqual(['ready', 'ready']));
    await expectFolded(mine.stub(), theirs.stub());
  });

  it('also when it is settled while its line is on the way', async () => {
    const { both, resolve, lid, phone } = setUp();
    const { mine, theirs } = await both();
    const media = newMedia();
    await theirs.take(sends(lid, media, { old: true }));
    const left = latch();
    installFailpoints((name) => {
      if (name === 'merge.before_inherit') left.open();
    });
    const joined = resolve(lid, phone);
    await left.opened;
    await settle(theirs, media);
    await joined;
    await eventually(async () => expect(await states(mine)).toEqual(['ready']));
  });
});

describe('M6 an undo', () => {
  it('leaves the file to whom it came to, and deletes nothing that is still shown', async () => {
    const { both, merge, directory, lid, dropped, clock } = setUp();
    const { mine, theirs } = await both();
    const media = newMedia();
    await theirs.take(sends(lid, media, { old: true }), from(lid, 'oi', { old: true }));
    const { mergeId } = await merge();
    expect(await states(mine)).toEqual(['pending']);
    await settle(theirs, media);
    await eventually(async () => expect(await states(mine)).toEqual(['ready']));
    expect(await directory.undoMerge({ mergeId, by: 'usr_ana' })).toMatchObject({ ok: true });
    expect([await states(mine), await states(theirs)]).toEqual([[], ['ready']]);
    // The one who gave it back does not answer for it any more.
    expect(await mine.conversation().fileStanding(media.mediaId)).toBeNull();
    clock.advance(90 * DAY_MS);
    await mine.ring(0);
    expect(dropped).toEqual([]);
    await theirs.ring(0);
    await eventually(() => expect(dropped).toEqual([media.mediaId]));
    expect(await states(theirs)).toEqual(['expired']);
    await expectFolded(mine.stub(), theirs.stub());
  });

  it('leaves a file that is still on its way to whom it came to', async () => {
    const { both, merge, directory, lid } = setUp();
    const { mine, theirs } = await both();
    const media = newMedia();
    await theirs.take(sends(lid, media));
    const { mergeId } = await merge();
    await eventually(async () => expect(await states(mine)).toEqual(['pending']));
    await directory.undoMerge({ mergeId, by: 'usr_ana' });
    expect(await settle(theirs, media)).toBe('ready');
    expect([await states(mine), await states(theirs)]).toEqual([[], ['ready']]);
  });
});
