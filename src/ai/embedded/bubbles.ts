import { plainText } from './sentences.ts';

/** Characters of one bubble: what a phone shows without scrolling. */
const MAX_BUBBLE = 360;
/** Bubbles of an answer that somebody reads; one more may offer a person. */
export const MOST_BUBBLES = 4;

const cutLong = (text: string): string[] => {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > MAX_BUBBLE) {
    const window = rest.slice(0, MAX_BUBBLE);
    const boundary = Math.max(window.lastIndexOf('\n'), window.lastIndexOf(' '));
    // A run without a space, such as a long link, is never cut: that would break it.
    const end = boundary > 0 ? boundary : rest.search(/\s/u) === -1 ? rest.length : rest.search(/\s/u);
    parts.push(rest.slice(0, end).trim());
    rest = rest.slice(end).trim();
  }
  return [...parts, rest].filter((part) => part !== '');
};

/** Sentences → bubbles: as many as fit in one, each whole where it can be. */
export const toBubbles = (sentences: readonly string[]): string[] => {
  const bubbles: string[] = [];
  for (const part of sentences.map(plainText).flatMap(cutLong)) {
    const last = bubbles.at(-1);
    const joint =
      last === undefined || last.includes('\n') || part.includes('\n') || !/[.!?…:]["”)]*$/u.test(last) ? '\n' : ' ';
    if (last !== undefined && last.length + joint.length + part.length <= MAX_BUBBLE)
      bubbles[bubbles.length - 1] = `${last}${joint}${part}`;
    else bubbles.push(part);
  }
  return bubbles;
};
