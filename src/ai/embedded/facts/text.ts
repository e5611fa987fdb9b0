/** A message as the grammars read it: what was written, and the same in lower case without accents, place for place. */
export type Text = { original: string; folded: string };

/** Something a grammar found: `start` and `end` are UTF-16 offsets of the words that state it. */
export type Found = { key: string; value: string; start: number; end: number };

/** Reads one kind of fact out of a message. Pure. */
export type Grammar = (text: Text) => Found[];

/** What stands where something was already understood: no grammar matches it. */
const TAKEN = '\u0001';

/** One code unit for one code unit, so that an offset in one is an offset in the other. */
export const readText = (original: string): Text => {
  let folded = '';
  for (const unit of original.split('')) {
    const plain = (unit.normalize('NFD')[0] ?? unit).toLowerCase();
    folded += plain.length === 1 ? plain : unit;
  }
  return { original, folded };
};

/** The same message without what was found in it. */
export const without = ({ original, folded }: Text, found: readonly Found[]): Text => {
  let text = { original, folded };
  for (const { start, end } of found) {
    const hole = TAKEN.repeat(end - start);
    text = {
      original: text.original.slice(0, start) + hole + text.original.slice(end),
      folded: text.folded.slice(0, start) + hole + text.folded.slice(end),
    };
  }
  return text;
};

/** All matches, each as what `read` makes of it. */
export const each = (
  { folded }: Text,
  pattern: RegExp,
  read: (match: RegExpExecArray) => Found | Found[] | null,
): Found[] => [...folded.matchAll(pattern)].flatMap((match) => read(match) ?? []);

/** The found words as a fact whose words are the whole match. */
export const whole = (key: string, value: string, match: RegExpExecArray): Found => ({
  key,
  value,
  start: match.index,
  end: match.index + match[0].length,
});
