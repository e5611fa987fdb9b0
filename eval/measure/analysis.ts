import type { Engine } from '../lib/engine.ts';
import type { Sets } from '../lib/rows.ts';
import type { Analysed } from './score.ts';

/** What the assistant reads in every message of the set, and whether it brings a person. */
export const analyse = async (engine: Engine, clienteId: string, { analysis }: Pick<Sets, 'analysis'>) => {
  const analysed: Analysed[] = [];
  for (const row of analysis) {
    const of = { clienteId, texts: [row.text] };
    const { reply } = await engine.call('reply', of);
    const { facts, intent, sentiment, language } = reply.analysis ?? (await engine.call('analyse', of));
    analysed.push({ row, facts, intent, sentiment, language, handoff: reply.handoff !== null });
  }
  return analysed;
};
