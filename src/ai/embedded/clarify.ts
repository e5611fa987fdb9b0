import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import type { TurnInput, TurnTools } from '../assistant.ts';
import { words } from './normalize.ts';
import type { Bands } from '@oconnector/protocol/model/playbook.ts';
import type { Choice } from './retrieve.ts';
import { STOP_WORDS } from './stop-words.ts';
import { stem } from './stem.ts';
import { titlesAsked } from './wording/languages.ts';

/** Passages looked at for a title. */
const LOOKED_AT = 10;
/** Titles that one question back names. */
const MOST = 3;
/** A passage is named beside the best one when it has at least this share of its confidence. */
const BESIDE = 0.2;

/** A title that can be said: short, and neither a figure nor a link, which are only ever quoted with their passage. */
const sayable = (title: string): boolean => /^[^\p{N}\n“”]{2,70}$/u.test(title) && !/:\/\/|www\./u.test(title);

const key = (title: string): string => words(title).join(' ');

/**
 * The titles to ask about when nothing that was found is sure enough to answer with, but one of them is it, as likely as `bands`
 * wants; [] when none is. Passages are different answers, so that their confidences add up. Pure.
 */
export const titlesToAsk = (found: readonly ScoredPassage[], bands: Bands): string[] => {
  const together = found.reduce((sum, { confidence }) => sum + confidence, 0);
  const best = found.toSorted((left, right) => right.confidence - left.confidence).slice(0, MOST);
  const [first] = best;
  if (first === undefined || together < bands.ask) return [];
  const named = best.filter(({ confidence, title }) => confidence >= BESIDE * first.confidence && sayable(title));
  const titles = new Map(named.map(({ title }) => [key(title), title.trim()]));
  return [...titles.values()];
};

/** What a contact answered: one of the titles, none of them, a yes to several (`again`: it is asked once more), or something else. */
export type Pick = { title: string } | { again: string[] } | 'none' | 'other';

const ORDINALS: readonly RegExp[] = [
  /^(?:[oa] |the |el |la |numero |opcao )?(?:1|1o|1a|um|uma|primeir[oa]|first|one|primer[oa]?)(?: one| opcao)?$/u,
  /^(?:[oa] |the |el |la |numero |opcao )?(?:2|2o|2a|dois|duas|segund[oa]|second|two|dos)(?: one| opcao)?$/u,
  /^(?:[oa] |the |el |la |numero |opcao )?(?:3|3o|3a|tres|terceir[oa]|third|three|tercer[oa]?)(?: one| opcao)?$/u,
];
const LAST = /^(?:[oa] |the |el |la )?(?:ultim[oa]|last|last one)$/u;
const YES =
  /^(?:sim|isso|isso mesmo|exato|e isso|quero|esse|essa|yes|yeah|yep|that|that one|right|si|eso|ese|esa|correcto)(?: mesmo| por favor| please)?$/u;
const NONE =
  /^(?:nao|nenhum[oa]?|nenhum d(?:os|as|eles|elas)(?: dois| duas| tres)?|nada disso|outra coisa|nem um nem outro|no|none|neither|none of them|something else|ningun[oa]?|otra cosa)$/u;

const telling = (text: string): Set<string> =>
  new Set(
    words(text)
      .filter((word) => !STOP_WORDS.has(word))
      .map(stem),
  );

/** The one title whose words the text says and that no other title says as much of. */
const namedIn = (text: string, titles: readonly string[]): string | null => {
  const said = telling(text);
  if (said.size === 0) return null;
  const shares = titles
    .map((title) => ({ title, hits: [...telling(title)].filter((one) => said.has(one)).length }))
    .sort((left, right) => right.hits - left.hits);
  const [first, second] = shares;
  // Most of what was said names the title: else it is another question that has a word of it.
  const names = first !== undefined && first.hits > 0 && first.hits * 2 >= said.size;
  return names && first.hits > (second?.hits ?? 0) ? first.title : null;
};

/** What a contact's `text` chooses among the titles that `line`, the bot's last one, asked about; null when it asked about none. Pure. */
export const pickOf = (line: string, text: string): Pick | null => {
  const titles = titlesAsked(line);
  if (titles.length === 0) return null;
  const plain = words(text).join(' ');
  const [only] = titles;
  if (YES.test(plain)) return titles.length === 1 && only !== undefined ? { title: only } : { again: titles };
  if (NONE.test(plain)) return 'none';
  const ordinal = LAST.test(plain) ? titles.length - 1 : ORDINALS.findIndex((pattern) => pattern.test(plain));
  const title = titles[ordinal] ?? namedIn(text, titles);
  return title === null || title === undefined ? 'other' : { title };
};

/** What the burst chooses, when the bot's question back was the last thing said. Pure. */
export const pickIn = ({ burst, memory }: TurnInput): Pick | null => {
  const last = memory.window.at(-1);
  return last?.from === 'bot' ? pickOf(last.text, burst.map(({ text }) => text).join(' ')) : null;
};

/** What the contact had asked before the bot asked back. Pure. */
export const questionBefore = ({ memory }: TurnInput): string => {
  const lines = memory.window.slice(0, -1);
  const since = lines.findLastIndex(({ from }) => from !== 'contact') + 1;
  return lines
    .slice(since)
    .map(({ text }) => text)
    .join(' ');
};

/** The passage under a title, to answer `question` with; null when the knowledge has it no more. */
export const choiceOf = async (
  title: string,
  question: string,
  search: TurnTools['search'],
): Promise<Choice | null> => {
  const found = await search(title, LOOKED_AT);
  const passage = found.find((one) => key(one.title) === key(title));
  return passage === undefined ? null : { chosen: [{ passage, question: `${title} ${question}` }], unanswered: false };
};
