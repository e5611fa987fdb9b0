/**
 * Characters of Portuguese, English and Spanish that one token of a Llama holds at least, on average: measured 3.2 to 3.8 for
 * Portuguese, 4.4 for English. Counting by the least never counts too little.
 */
const CHARACTERS_PER_TOKEN = 3.2;
/** Tokens of a prompt: beyond it a small model forgets the middle, and each costs money. */
export const MAX_PROMPT_TOKENS = 2_800;

/** Tokens of a text, counted by its characters. */
export const tokensOf = (text: string): number => Math.ceil(text.length / CHARACTERS_PER_TOKEN);

/** What fits: the lines of each part that stay, and how many were given up. */
export type Fitted<Name extends string> = { kept: Record<Name, string[]>; dropped: number };

/**
 * Gives up lines until `cost` fits `max` tokens. `order` says what goes: each entry drops one line of its part, from its
 * beginning or its end, down to `keep`, before the next entry is touched. Pure.
 */
export const fit = <Name extends string>(
  parts: Readonly<Record<Name, readonly string[]>>,
  order: readonly { part: Name; from: 'start' | 'end'; keep: number }[],
  cost: (kept: Readonly<Record<Name, readonly string[]>>) => number,
  max: number,
): Fitted<Name> => {
  const kept = Object.fromEntries(
    (Object.entries(parts) as [Name, readonly string[]][]).map(([name, lines]) => [name, [...lines]]),
  ) as Record<Name, string[]>;
  let dropped = 0;
  for (const { part, from, keep } of order) {
    while (kept[part].length > keep && cost(kept) > max) {
      if (from === 'start') kept[part].shift();
      else kept[part].pop();
      dropped += 1;
    }
  }
  return { kept, dropped };
};
