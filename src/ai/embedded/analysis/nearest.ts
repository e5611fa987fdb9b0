import type { Intent, Language } from '@oconnector/protocol/model/analysis.ts';
import { words } from '../normalize.ts';
import { en } from './examples/en.ts';
import { es } from './examples/es.ts';
import { pt, type Examples } from './examples/pt.ts';

type Vector = Map<string, number>;
/** `having`: by feature, which examples have it and how much it is of each. */
type Index = {
  rarity: Map<string, number>;
  intents: Intent[];
  having: Map<string, { example: number; value: number }[]>;
};

const SETS: Readonly<Record<Language, Examples>> = { pt, en, es };

/** How many neighbours vote. */
const NEIGHBOURS = 7;
/** A message this unlike every example says nothing about its purpose. */
const MIN_ALIKE = 0.22;
/** Words of a message that count. */
const MAX_WORDS = 40;

/** Words, pairs of words, and runs of three and four letters of each word, so that a typo still resembles. */
const featuresOf = (text: string): string[] => {
  const list = words(text).slice(0, MAX_WORDS);
  const pairs = list.slice(1).map((word, i) => `${list[i] ?? ''} ${word}`);
  const runs = list.flatMap((word) => {
    const padded = `<${word}>`;
    return [3, 4].flatMap((size) =>
      Array.from({ length: Math.max(0, padded.length - size + 1) }, (_, i) => `#${padded.slice(i, i + size)}`),
    );
  });
  return [...list, ...pairs, ...runs];
};

/** Weighted by rarity and scaled to length 1, so that a product of two is their cosine. */
const vectorOf = (features: readonly string[], rarity: ReadonlyMap<string, number>): Vector => {
  const vector: Vector = new Map();
  for (const feature of features) {
    const worth = rarity.get(feature);
    // A word says more than a run of its letters.
    if (worth !== undefined)
      vector.set(feature, (vector.get(feature) ?? 0) + worth * (feature.startsWith('#') ? 0.35 : 1));
  }
  const length = Math.hypot(...vector.values());
  if (length > 0) for (const [feature, value] of vector) vector.set(feature, value / length);
  return vector;
};

const indexOf = (set: Examples): Index => {
  const lines = Object.entries(set).flatMap(([intent, text]) =>
    text.split('\n').map((line) => ({ intent: intent as Intent, features: featuresOf(line) })),
  );
  const seen = new Map<string, number>();
  for (const { features } of lines)
    for (const feature of new Set(features)) seen.set(feature, (seen.get(feature) ?? 0) + 1);
  const rarity = new Map([...seen].map(([feature, count]) => [feature, Math.log(1 + lines.length / count)]));
  const having: Index['having'] = new Map();
  for (const [example, { features }] of lines.entries()) {
    for (const [feature, value] of vectorOf(features, rarity)) {
      const known = having.get(feature);
      if (known === undefined) having.set(feature, [{ example, value }]);
      else known.push({ example, value });
    }
  }
  return { rarity, intents: lines.map(({ intent }) => intent), having };
};

const built = new Map<Language, Index>();
const indexFor = (language: Language): Index => {
  const index = built.get(language) ?? indexOf(SETS[language]);
  built.set(language, index);
  return index;
};

/** How like each example a message is: its cosine. */
const likenessOf = (vector: Vector, { intents, having }: Index): Float64Array => {
  const cosines = new Float64Array(intents.length);
  for (const [feature, worth] of vector)
    for (const { example, value } of having.get(feature) ?? [])
      cosines[example] = (cosines[example] ?? 0) + worth * value;
  return cosines;
};

/** The purpose of the built-in messages that are most like this one; null when none is like it. */
export const nearestIntent = (text: string, language: Language): Intent | null => {
  const index = indexFor(language);
  const cosines = likenessOf(vectorOf(featuresOf(text), index.rarity), index);
  const alike = index.intents
    .map((intent, example) => ({ intent, cosine: cosines[example] ?? 0 }))
    .filter(({ cosine }) => cosine > 0)
    .toSorted((left, right) => right.cosine - left.cosine)
    .slice(0, NEIGHBOURS);
  if ((alike[0]?.cosine ?? 0) < MIN_ALIKE) return null;
  const votes = new Map<Intent, number>();
  for (const { intent, cosine } of alike) votes.set(intent, (votes.get(intent) ?? 0) + cosine ** 2);
  return [...votes].toSorted((left, right) => right[1] - left[1])[0]?.[0] ?? null;
};
