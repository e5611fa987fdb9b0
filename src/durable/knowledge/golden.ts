import { MAX_GOLDEN, type GoldenRunResponse } from '@oconnector/protocol/api/golden.ts';
import type { Expected, GoldenQuestion, GoldenResult } from '@oconnector/protocol/model/knowledge.ts';
import { BANDS } from '@oconnector/protocol/model/playbook.ts';
import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import { isRelevant } from '../../ai/embedded/relevance.ts';
import type { Kit } from '../kit/context.ts';
import type { GoldenStore } from './golden-store.ts';
import { meaningOf, type Meaning, type MeaningContext } from './meaning.ts';
import { readPlaybook } from './playbook.ts';
import { search } from './search.ts';
import type { KnowledgeStore } from './store.ts';

type GoldenContext = Pick<Kit, 'meta'> & { store: KnowledgeStore; goldens: GoldenStore };

/** Passages looked at: what the assistant looks at. */
const LOOKED_AT = 5;

const folded = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\s+/gu, ' ').toLowerCase();

/** Whether the passage that would be answered from, null for none, is what was expected. Pure. */
export const meets = (expected: Expected, found: ScoredPassage | null): boolean => {
  if (expected.type === 'unknown') return found === null;
  if (found?.documentId !== expected.documentId) return false;
  return expected.says === undefined || folded(`${found.title}\n${found.text}`).includes(folded(expected.says));
};

/** Asks every golden question of what is searched now, as a contact's question is asked; `meaning` null: by words alone. */
export const askGolden = ({ store, goldens, meta }: GoldenContext, meaning: Meaning | null): GoldenResult[] => {
  const bands = readPlaybook({ meta }).confidence ?? BANDS;
  return goldens.all().map(({ goldenId, question, expected }) => {
    const near = meaning?.near(question) ?? null;
    const found = search(store, question, LOOKED_AT, near).find((one) => isRelevant(one, bands)) ?? null;
    return {
      goldenId,
      question,
      expected,
      passed: meets(expected, found),
      found: found && {
        passageId: found.passageId,
        documentId: found.documentId,
        title: found.title,
        text: found.text,
      },
    };
  });
};

type Context = GoldenContext & Pick<Kit, 'clock' | 'commit'>;

/** Asks them all and remembers how many failed. */
export const runGolden = async (ctx: Context & MeaningContext): Promise<GoldenRunResponse> => {
  const meaning = await meaningOf(ctx, null);
  const results = askGolden(ctx, meaning).toSorted((left, right) => Number(left.passed) - Number(right.passed));
  const run = { failed: results.filter(({ passed }) => !passed).length, at: ctx.clock.now() };
  ctx.commit(() => ctx.meta.set('goldenRun', { ...run, asked: results.length }));
  return { results, ...run };
};

/** Writes one; null when there are MAX_GOLDEN already. */
export const putGolden = (ctx: Context, golden: Omit<GoldenQuestion, 'updatedAt'>): GoldenQuestion | null => {
  const all = ctx.goldens.all();
  if (all.length >= MAX_GOLDEN && !all.some(({ goldenId }) => goldenId === golden.goldenId)) return null;
  const put = { ...golden, updatedAt: ctx.clock.now() };
  ctx.commit(() => ctx.goldens.put(put));
  return put;
};
