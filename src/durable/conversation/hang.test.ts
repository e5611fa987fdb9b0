import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { DEFAULT_PLAYBOOK } from '@oconnector/protocol/model/playbook.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import { contentText } from '@oconnector/protocol/model/content.ts';
import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import { describe, expect, it } from 'vitest';
import type { Assistant } from '../../ai/assistant.ts';
import { embeddedAssistant } from '../../ai/embedded/embedded.ts';
import { createBreaker } from '../../ai/llm/breaker.ts';
import { LLM_TIMES, llmAssistant } from '../../ai/llm/llm.ts';
import { compatibleModels } from '../../ai/llm/models.ts';
import { unlessAborted } from '../../ai/llm/unless-aborted.ts';
import { eventually, scene } from './conversation.fixture.ts';
import type { Deadline, Ports } from './context.ts';
import { installReplacements } from './ports.ts';

const MINUTE = 60_000;
const QUESTION = 'qual é o valor da entrega?';
const FEE: ScoredPassage = {
  passageId: 'pas_entrega',
  documentId: 'doc_loja',
  title: 'Valor da entrega',
  text: 'O valor da entrega é R$ 12,00 em toda a cidade.',
  position: 0,
  score: 9,
  coverage: 1,
  confidence: 1,
};

/** What never answers; `reached`: calls that wait at this moment, as far as nobody has given them up. */
const hanging = () => {
  const wall = {
    reached: 0,
    never: <T>(): Promise<T> => {
      wall.reached++;
      return new Promise<T>(() => {});
    },
  };
  return wall;
};
type Wall = ReturnType<typeof hanging>;

const knowing = (over: Partial<ReturnType<Ports['knowledge']>> = {}): Ports['knowledge'] => {
  const knowledge = {
    search: async () => [FEE],
    playbook: async () => DEFAULT_PLAYBOOK,
    spend: async () => null,
    spendIfLeft: async () => true,
    unanswered: async () => {},
    takeQuestionsBack: async () => {},
    ...over,
  };
  return () => knowledge;
};

/** Times over a clock that stands still: what waits is given up when the test comes to its end, never by the machine's own time. */
const stillTimes = (clock: { now(): number }) => {
  const open = new Map<Deadline, { at: number; abort(): void }>();
  const deadline = (ms: number): Deadline => {
    const controller = new AbortController();
    const one: Deadline = { signal: controller.signal, done: () => void open.delete(one) };
    open.set(one, { at: clock.now() + ms, abort: () => controller.abort() });
    return one;
  };
  return {
    deadline,
    next: () => Math.min(Infinity, ...[...open.values()].map(({ at }) => at)),
    /** Ends what is due. Whether anything was. */
    end: (): boolean => {
      const due = [...open].filter(([, { at }]) => at <= clock.now());
      for (const [one, given] of due) {
        open.delete(one);
        given.abort();
      }
      return due.length > 0;
    },
    /** Its owner died with them. */
    forget: () => open.clear(),
  };
};

/** Models that are asked and never answer, over the real assistant. */
const mute = (wall: Wall, deadline: Ports['deadline']): Assistant =>
  llmAssistant({
    models: compatibleModels('http://models.invalid/v1', 'key', ['m1', 'm2', 'm3']),
    breaker: createBreaker(),
    ask: async (_model, _question, signal) => unlessAborted(wall.never(), signal),
    fallback: embeddedAssistant,
    nonce: () => 'k3m9p2q7zq81kd02xw5t0001',
    times: LLM_TIMES,
    timeout: (ms) => deadline(ms).signal,
    wait: async () => {},
    alert: () => {},
  });

type Hang = (wall: Wall, deadline: Ports['deadline'], ports: Ports) => Partial<Ports>;
const setUp = (hang: Hang) => {
  const around = scene(env);
  const wall = hanging();
  const times = stillTimes(around.clock);
  const ports = { ...around.ports, knowledge: knowing(), assistant: embeddedAssistant, deadline: times.deadline };
  const replaced = { ...ports, ...hang(wall, times.deadline, around.ports) };
  installReplacements({ ports: replaced, clock: around.clock, settings: { publishMs: 0 } });
  const why = () => around.conversation().why();
  const settled = () =>
    eventually(async () => expect(wall.reached > 0 || (await why()).because !== 'thinking').toBe(true));
  const timer = async () =>
    Math.min(Infinity, ...(await around.conversation().inspect()).timers.map(({ dueAt }) => dueAt));
  /** Goes on to the next thing that is due, once nothing works any more. */
  const step = async () => {
    await settled();
    around.clock.at = Math.max(around.clock.at, Math.min(times.next(), await timer()));
    await runInDurableObject(around.stub(), () => {
      if (times.end()) wall.reached = 0;
    });
    await runDurableObjectAlarm(around.stub());
  };
  /** Goes on until the contact was told something, or for so long. Milliseconds that it took. */
  const untilSaid = async (longest = 5 * MINUTE): Promise<number> => {
    const began = around.clock.now();
    while (around.clock.now() - began < longest) {
      await settled();
      if ((await around.outs()).length > 0) break;
      await step();
    }
    return around.clock.now() - began;
  };
  const crash = async () => {
    await runInDurableObject(around.stub(), (_, state) => state.abort('crash')).catch(() => {});
    times.forget();
    wall.reached = 0;
  };
  return { ...around, wall, ports: replaced, step, untilSaid, crash, why };
};

const words = (outs: Awaited<ReturnType<ReturnType<typeof setUp>['outs']>>): string[] =>
  outs.map(({ content }) => contentText(content));

const HANGS: [string, 'answer' | 'person', Hang][] = [
  ['the search', 'person', (wall) => ({ knowledge: knowing({ search: wall.never }) })],
  ['the playbook', 'person', (wall) => ({ knowledge: knowing({ playbook: wall.never }) })],
  [
    'the whole knowledge, and the models with it',
    'person',
    (wall, deadline) => ({
      knowledge: knowing({ search: wall.never, playbook: wall.never, spend: wall.never, unanswered: wall.never }),
      assistant: mute(wall, deadline),
    }),
  ],
  ['every model', 'answer', (wall, deadline) => ({ assistant: mute(wall, deadline) })],
  [
    'the count of what models cost, and the models',
    'answer',
    (wall, deadline) => ({ knowledge: knowing({ spend: wall.never }), assistant: mute(wall, deadline) }),
  ],
  [
    'the number that is asked for its name, and then the search',
    'person',
    (wall, _deadline, ports) => {
      let turns = 2;
      const status = (numberId: string): Promise<NumberStatus> =>
        turns-- > 0 ? wall.never() : ports.gateway(numberId).status();
      return {
        knowledge: knowing({ search: wall.never }),
        gateway: (numberId) => ({ ...ports.gateway(numberId), status: () => status(numberId) }),
      };
    },
  ],
  [
    'an assistant that heeds no time',
    'person',
    (wall) => ({ assistant: { reply: () => wall.never(), analyse: () => wall.never() } }),
  ],
];

describe('whatever hangs', () => {
  it.each(HANGS)('T20 the contact has an answer or a person within a minute: %s', async (_what, expected, hang) => {
    const { write, untilSaid, outs, row } = setUp(hang);
    await write(QUESTION);
    expect(await untilSaid()).toBeLessThan(MINUTE);
    expect((await row()).control.holder.kind).toBe(expected === 'person' ? 'paused' : 'bot');
    expect(words(await outs()).join(' ')).toContain(expected === 'person' ? 'Uma pessoa vai responder' : 'R$ 12,00');
  });

  it('T20 the minute begins anew with what the contact writes meanwhile, and ends', async () => {
    const { write, step, untilSaid, why, texts } = setUp((wall) => ({
      assistant: { reply: () => wall.never(), analyse: () => wall.never() },
    }));
    await write(QUESTION);
    while ((await why()).because !== 'thinking') await step();
    await write('alô?');
    expect(await untilSaid()).toBeLessThan(MINUTE);
    expect((await texts()).filter((text) => text.includes('Uma pessoa vai responder'))).toHaveLength(1);
  });

  it('T20 T4 a death in the middle of it makes no second answer, and costs no second minute', async () => {
    const late = Promise.withResolvers<ScoredPassage[]>();
    const around = setUp((wall) => ({
      knowledge: knowing({ search: () => (wall.never(), late.promise) }),
    }));
    const { write, step, untilSaid, crash, why, clock, outs, kinds } = around;
    await write(QUESTION);
    while ((await why()).because !== 'thinking') await step();
    const began = clock.now();
    clock.advance(7_000);
    await crash();
    await untilSaid();
    expect(clock.now() - began).toBeLessThan(MINUTE);
    late.resolve([FEE]);
    await why();
    clock.advance(MINUTE);
    await runDurableObjectAlarm(around.stub());
    expect(words(await outs())).toEqual([expect.stringContaining('Uma pessoa vai responder')]);
    expect(await kinds()).toContain('turn.lost');
  });
});
