/// <reference types="@cloudflare/vitest-plugin/types" />
import { env } from 'cloudflare:workers';
import { it } from 'vitest';
import { installReplacements } from '../../../../src/durable/conversation/ports.ts';
import { installFailpoints } from '../../../../src/lib/failpoint.ts';
import { check } from '../../checker/check.ts';
import type { Verdict } from '../workerd.ts';
import { Story } from './story.ts';

declare module 'vitest' {
  interface TaskMeta {
    verdict?: Verdict;
  }
}

const { STORY } = env as unknown as { STORY: 'quick' | 'slow' };

/** Throws once, at the nth time that the next change which stores a message asks for the time: any place in it. */
const brokenClock = () => {
  let armed = 0;
  let left = 0;
  return {
    breakAt: (nth: number): void => void (armed = nth),
    // The change is one synchronous piece between these two, so that whatever else runs here asks at other times.
    hit: (point: string): void => {
      if (point === 'ingest.before_commit') [left, armed] = [armed, 0];
      if (point === 'ingest.committed') left = 0;
    },
    now: (): number => {
      if (left > 0 && --left === 0) throw new Error('injected');
      return Date.now();
    },
  };
};

/** An error at each place of the change that stores the first message of somebody, who then writes more. */
const manyErrors = async (story: Story, clock: ReturnType<typeof brokenClock>): Promise<void> => {
  installFailpoints(clock.hit);
  for (let nth = 1; nth <= 8; nth++) {
    const person = Story.meet(`caio-${nth}`);
    clock.breakAt(nth);
    await story.says(person, 'oi');
    await story.says(person, 'tudo bem?');
    await story.says(person, 'quanto custa?');
  }
};

/** The agent's disk is lost, and the history of every chat is read again: each message comes under a new number. */
const everythingAgain = async (story: Story): Promise<void> => {
  await story.says('ana', 'oi');
  await story.says('bia', 'entregam hoje?');
  await story.says('ana', 'quanto custa?');
  await story.reconnects('journal-2');
  await story.repeatsAll();
};

/** Longer than an alarm that throws lives: seven runs in about two minutes. */
const OUTAGE_MS = 170_000;
const AGAIN_WITHIN_MS = 65_000;
const LOOK_EVERY_MS = 5_000;

/** What a timer needs fails for minutes, and then works again. */
const longOutage = async (story: Story): Promise<void> => {
  let isOut = true;
  installFailpoints((point) => {
    if (isOut && point === 'turn.before_start') throw new Error('injected');
  });
  await story.says('ana', 'oi');
  for (let waited = 0; waited < OUTAGE_MS; waited += LOOK_EVERY_MS) {
    await scheduler.wait(LOOK_EVERY_MS);
    await story.looks();
  }
  isOut = false;
  // Somebody looks now and then, so that the object stays awake and no constructor finds what its alarm has lost.
  for (let waited = 0; waited < AGAIN_WITHIN_MS; waited += LOOK_EVERY_MS) {
    await scheduler.wait(LOOK_EVERY_MS);
    await story.looks();
  }
};

it('a life among real objects', async ({ task }) => {
  const clock = brokenClock();
  installReplacements({ clock, settings: { publishMs: 0 } });
  const story = await Story.begin(env);
  if (STORY === 'slow') await longOutage(story);
  else {
    await everythingAgain(story);
    await manyErrors(story, clock);
  }
  const history = await story.end();
  const { violations, tally } = check(history);
  const { mutatedFiles = [] } = globalThis as { mutatedFiles?: string[] };
  task.meta.verdict = { violations: violations.slice(0, 20), stored: tally.stored, files: mutatedFiles };
});
