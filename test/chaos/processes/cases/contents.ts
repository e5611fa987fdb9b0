import { setTimeout as sleep } from 'node:timers/promises';
import { What, type Content } from '@oconnector/protocol/model/content.ts';
import { newPhone } from '../../../support/phone.ts';
import { until } from '../../../support/wait.ts';
import type { LinkClient } from '../link-client.ts';
import { expectThat } from '../../report/case.ts';
import { type FaultCase } from './stage.ts';

const MIB = 1024 * 1024;

/** A well-formed frame is served after whatever came before it. */
const servesNext = async (ghost: LinkClient): Promise<void> => {
  ghost.write(newPhone(), 'ainda aí?');
  await until('the next frame to be served', () => ghost.waiting === 0, 20_000);
};

const refused = async (ghost: LinkClient, frame: string | Uint8Array, what: string): Promise<void> => {
  const before = ghost.nacks.length;
  ghost.rawText(frame);
  const answer = await until(`a nack for ${what}`, () => ghost.nacks[before], 20_000);
  expectThat(
    ['too_large', 'binary', 'not_json', 'unknown_frame', 'malformed'].includes(answer),
    `${what} was answered with ${answer}`,
  );
  await servesNext(ghost);
};

const up = (ghost: LinkClient, items: unknown[]): string => JSON.stringify({ t: 'up', items, epoch: ghost.epoch });

/** Row 38. */
const oversized: FaultCase = {
  row: 38,
  layer: 'L2',
  name: 'too much at once: a text at its limit passes, a frame beyond it is refused by name, 33 MiB close the socket',
  run: async (stage) => {
    await stage.withGhost(async (ghost) => {
      const phone = newPhone();
      const text = '\u0001'.repeat(65_536);
      ghost.write(phone, text);
      await until('the longest text to be stored', () => ghost.waiting === 0);
      expectThat((await stage.inbound(phone))[0]?.content.type === 'text', 'the longest text is not in its thread');
      await refused(ghost, `{"t":"up","pad":"${'x'.repeat(600 * 1024)}"}`, 'a frame of 600 KiB');
      await refused(
        ghost,
        up(
          ghost,
          Array.from({ length: 10_000 }, (_, i) => ({ s: i })),
        ),
        'ten thousand items',
      );
      ghost.rawText('x'.repeat(33 * MIB));
      await until('the socket to close', () => ghost.closedWith !== null, 30_000);
      expectThat(ghost.closedWith === 1009, `closed with ${ghost.closedWith}`);
      await ghost.connect();
      await servesNext(ghost);
      // The proxy reads text; these bytes must arrive as they are.
    }, stage.world.instance.url);
    const { status } = await stage.world.api.ask('POST', '/api/whatsapp/message', {
      numberId: 'num_demo',
      messageId: 'X',
      from: '+5511987654321',
      text: 'x'.repeat(600 * 1024),
    });
    expectThat(status === 413, `a body of 600 KiB was answered with ${status}`);
    return { frames: 4, bodies: 1 };
  },
};

/** Row 39. */
const garbage: FaultCase = {
  row: 39,
  layer: 'L2',
  name: 'binary frames, bad UTF-8, deep nesting, __proto__: refused by name, the next frame is served',
  run: async (stage) => {
    const frames: [string, string | Uint8Array][] = [
      ['a binary frame', new Uint8Array([0, 159, 146, 150])],
      ['no JSON', '{"t":"up"'],
      ['deep nesting', '['.repeat(10_000) + ']'.repeat(10_000)],
      ['a deep item', `{"t":"up","items":[${'{"s":'.repeat(5_000)}1${'}'.repeat(5_000)}]}`],
      ['__proto__', '{"t":"up","__proto__":{"items":[]},"constructor":{"prototype":{"t":"up"}}}'],
      ['an unknown frame', '{"t":"drop table"}'],
      ['wrong types', '{"t":"report","items":[{"r":"1","report":null}]}'],
      ['a lone array', '[]'],
      ['nothing', ''],
    ];
    await stage.withGhost(async (ghost) => {
      for (const [what, frame] of frames) await refused(ghost, frame, what);
      // What is no UTF-8 may not be text at all: RFC 6455 lets the runtime close. Either way the link goes on.
      ghost.invalidUtf8();
      await sleep(300);
      if (!ghost.isOpen) await ghost.connect();
      await servesNext(ghost);
    }, stage.world.instance.url);
    return { frames: frames.length + 1 };
  },
};

const NASTY: string[] = [
  '👨‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈',
  '\u202Eoãtsed\u202C \u2066isolado\u2069',
  'zero\u200Bwidth\u200C\u200D\uFEFF',
  'nul\u0000 no meio',
  '\uD800 sozinho',
  '\uDC00\uD800 trocado',
  '\u{E0041}\u{E0042} tags',
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘',
  'ﷺ ꧁༒☬ ☠',
  '\u0007\u001b[31mvermelho\u001b[0m',
  '\r\n\t',
  ' ',
  '"; DROP TABLE messages; --',
  '<script>alert(1)</script>',
  '{{7*7}} ${7*7} %s %n',
  '../../../etc/passwd',
  '__proto__',
  'ÅÅ É É',
  '\u2028\u2029',
  '１２３',
  'undefined',
  'null',
];

/** Row 40. */
const anyText: FaultCase = {
  row: 40,
  layer: 'L2',
  name: 'any text at all: stored as it was sent, shown as it was stored',
  run: async (stage) => {
    const phone = await stage.phone();
    for (const text of NASTY) stage.phones.send(phone, text);
    await stage.settled(phone);
    const texts = (await stage.inbound(phone)).map(({ content }) => (content.type === 'text' ? content.text : null));
    const wrong = NASTY.flatMap((text, i) =>
      texts[i] === text ? [] : [`${JSON.stringify(text)} became ${JSON.stringify(texts[i])}`],
    );
    expectThat(
      wrong.length === 0 && texts.length === NASTY.length,
      wrong.join('; ') || `${texts.length} of ${NASTY.length} came`,
    );
    await stage.soundly(phone);
    return { texts: NASTY.length };
  },
};

/** Row 42. */
const everyKind: FaultCase = {
  row: 42,
  layer: 'L2',
  name: 'what this version cannot carry (stickers, polls, calls, …) is stored as what it is and breaks nothing',
  run: async (stage) => {
    const phone = await stage.phone();
    const contents: Content[] = What.options.map((what, i) => ({
      type: 'unsupported',
      what,
      ...(i % 2 === 0 ? { caption: `legenda ${i}` } : {}),
    }));
    for (const content of contents) stage.phones.sendContent(phone, content);
    stage.phones.send(phone, 'Vocês entregam hoje?');
    await stage.settled(phone);
    const stored = (await stage.inbound(phone)).map(({ content }) => content);
    expectThat(JSON.stringify(stored.slice(0, -1)) === JSON.stringify(contents), `stored as ${JSON.stringify(stored)}`);
    expectThat((await stage.outbound(phone)).length > 0, 'the question behind them was not answered');
    await stage.soundly(phone);
    return { kinds: contents.length };
  },
};

export const contentCases: FaultCase[] = [oversized, garbage, anyText, everyKind];
