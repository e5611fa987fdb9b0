import type { Fact } from '@oconnector/protocol/model/fact.ts';
import { words } from '../../ai/embedded/normalize.ts';
import { stem } from '../../ai/embedded/stem.ts';
import type { Forgotten } from '../rpc/conversation.ts';

/**
 * What a person had the assistant forget is erased, and must be known again all the same: the contact turns out to be another one as well,
 * who has said it too. So its print is kept. Decisions only.
 */

type Print = Forgotten['said'][number];

/** A shorter value, such as a number of pieces, stands in lines that have nothing to do with it. */
const TELLING = 4;

/**
 * FNV-1a. 32 bits are enough for no line to match by chance, and few enough that many texts share each: a print does not prove a guess. It
 * does not hide what anybody would guess at once, such as a city.
 */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
};

/** Words by their stems, and figures by themselves: `5000reais` says `5000`. */
const stemsOf = (text: string): string[] =>
  words(text).flatMap((word) => (word.match(/\p{N}+|[^\p{N}]+/gu) ?? []).map(stem));

const printOf = (stems: readonly string[]): Print => ({ words: stems.length, hash: hashOf(stems.join(' ')) });

const factPrint = ({ key, value }: Pick<Fact, 'key' | 'value'>): number =>
  hashOf(JSON.stringify([key, stemsOf(value)]));

/** What is kept of a fact that is forgotten. */
export const forgottenOf = (
  fact: Pick<Fact, 'key' | 'value' | 'quote'>,
  { by, at }: Pick<Forgotten, 'by' | 'at'>,
): Forgotten => ({
  by,
  at,
  fact: factPrint(fact),
  said: [fact.value, fact.quote ?? '']
    .map(stemsOf)
    .filter((stems) => stems.join(' ').length >= TELLING)
    .map(printOf),
});

/** Whether a text that was stored then says what was forgotten since; what is said later is said anew. */
export const saysForgotten = (forgotten: readonly Forgotten[], text: string, at: number): boolean => {
  const prints = forgotten.filter((one) => at <= one.at).flatMap(({ said }) => said);
  if (prints.length === 0) return false;
  const stems = stemsOf(text);
  return prints.some((print) =>
    stems.some((_, from) => printOf(stems.slice(from, from + print.words)).hash === print.hash),
  );
};

/** What says, of a fact that is held true, that it was forgotten after it was last written or pinned; null: nothing does. */
export const forgottenAs = (
  forgotten: readonly Forgotten[],
  fact: Pick<Fact, 'key' | 'value' | 'validFrom' | 'pinned'>,
): Forgotten | null => {
  const at = Math.max(fact.validFrom, fact.pinned?.at ?? 0);
  const print = factPrint(fact);
  return forgotten.find((one) => at <= one.at && one.fact === print) ?? null;
};
