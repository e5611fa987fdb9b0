import type { Embedder } from '../../ai/embedder.ts';
import type { Surroundings } from '../kit/surroundings.ts';
import { within } from '../kit/within.ts';
import type { Meant } from './confidence.ts';
import type { VectorStore } from './vector-store.ts';

/**
 * How near the passages are to one question, in meaning: `keys` are the nearest ones, nearest first; `get` is the cosine, -1 to
 * 1, of any passage that has a vector.
 */
export type Nearness = Pick<ReadonlyMap<string, number>, 'keys' | 'get'> & Meant;

/** Passages that are looked at although they may share no word with the question. */
const NEAREST = 20;
/** Milliseconds that a question waits for its vector. The local model takes half a second to start with its process, and 20 to 50 ms after that. */
const PATIENCE_MS = 2_000;
/** Milliseconds without another try after an embedder failed: a turn has several questions, and they do not all wait. */
const REST_MS = 15_000;
/** Questions that wait for their vectors at once. Of a rush of them some are asked by words alone, so that none waits for all. */
const AT_ONCE = 4;
/** Questions whose vectors are remembered: the parts of a burst are looked up more than once. */
const REMEMBERED = 64;

/** All vectors as one block: `size` bytes each, in the order of `passageIds`, with their lengths. */
type Block = {
  passageIds: string[];
  bytes: Int8Array;
  lengths: Float32Array;
  size: number;
  places: Map<string, number>;
};

/** By a loop: a vector spread into the arguments of a call takes ten times as long, and there are 5,000. */
const lengthOf = (vector: Int8Array | Float32Array): number => {
  let sum = 0;
  for (const number of vector) sum += number * number;
  return Math.sqrt(sum);
};

const readBlock = (rows: readonly { passageId: string; vector: Int8Array }[], size: number): Block => {
  const bytes = new Int8Array(rows.length * size);
  const lengths = new Float32Array(rows.length);
  rows.forEach(({ vector }, i) => {
    bytes.set(vector.subarray(0, size), i * size);
    lengths[i] = lengthOf(vector);
  });
  const passageIds = rows.map(({ passageId }) => passageId);
  return { passageIds, bytes, lengths, size, places: new Map(passageIds.map((passageId, i) => [passageId, i])) };
};

/** Cosine of a question with every vector of the block. A loop over bytes: 5,000 vectors of 384 take some milliseconds. */
const cosinesOf = (question: Float32Array, { bytes, lengths, size }: Block): Float32Array => {
  const length = lengthOf(question);
  return lengths.map((own, i) => {
    let sum = 0;
    for (let j = 0, at = i * size; j < size; j++, at++) sum += (bytes[at] ?? 0) * (question[j] ?? 0);
    return own === 0 || length === 0 ? 0 : sum / (own * length);
  });
};

/** Where the largest values stand, largest first, at most `count`; of equal ones the first. Without sorting all of them. */
const largest = (values: Float32Array, count: number): number[] => {
  const best: number[] = [];
  const valueAt = (place: number): number => values[best[place] ?? -1] ?? -Infinity;
  values.forEach((value, i) => {
    if (best.length === count && value <= valueAt(count - 1)) return;
    let place = best.length;
    while (place > 0 && valueAt(place - 1) < value) place--;
    best.splice(place, 0, i);
    if (best.length > count) best.pop();
  });
  return best;
};

const nearnessOf = (question: Float32Array, block: Block, model: string): Nearness => {
  const cosines = cosinesOf(question, block);
  const order = largest(cosines, NEAREST);
  const nearest = order.map((i) => block.passageIds[i] ?? '');
  return {
    keys: () => nearest.values(),
    get: (passageId) => cosines[block.places.get(passageId) ?? -1],
    spread: {
      nearest: cosines[order[0] ?? -1] ?? 0,
      usual: cosines.reduce((sum, cosine) => sum + cosine, 0) / Math.max(1, cosines.length),
    },
    model,
  };
};

/** Looks questions up by meaning; remembers the vectors of passages and of the last questions. */
export type Lookout = {
  /**
   * Null when there are no vectors, or the embedder fails, takes too long or has enough to do: the search is then by words alone.
   * Never throws.
   */
  near(question: string): Promise<Nearness | null>;
  /** The same for a question whose vector is there, of the passages of this moment. */
  nearTo(question: Float32Array): Nearness | null;
  /** Vectors came or went. */
  forget(): void;
};

export const openLookout = (
  { clock, sleep }: Pick<Surroundings, 'clock' | 'sleep'>,
  { vectors, embedder }: { vectors: VectorStore; embedder: Embedder | null },
  onError: (error: unknown) => void,
): Lookout => {
  let block: Block | null = null;
  let restsUntil = 0;
  let waiting = 0;
  const questions = new Map<string, Promise<Float32Array>>();

  const embed = (text: string, by: Embedder): Promise<Float32Array> => {
    const known = questions.get(text);
    if (known !== undefined) return known;
    const asked = by.embed([text]).then(([vector]) => Float32Array.from(vector ?? []));
    questions.set(text, asked);
    asked.catch(() => questions.delete(text));
    if (questions.size > REMEMBERED) questions.delete(questions.keys().next().value ?? '');
    return asked;
  };

  const nearTo = (question: Float32Array): Nearness | null => {
    if (embedder === null) return null;
    const now = (block ??= readBlock(vectors.all(embedder.id), embedder.id.dimension));
    return now.passageIds.length === 0 ? null : nearnessOf(question, now, embedder.id.model);
  };

  return {
    forget: () => void (block = null),
    nearTo,
    near: async (question) => {
      if (embedder === null || clock.now() < restsUntil) return null;
      block ??= readBlock(vectors.all(embedder.id), embedder.id.dimension);
      if (block.passageIds.length === 0) return null;
      // The same question may be asked for already, or remembered: it is no more work.
      const isNew = !questions.has(question);
      if (isNew && waiting >= AT_ONCE) return null;
      if (isNew) waiting++;
      try {
        const vector = await within({ sleep }, PATIENCE_MS, embed(question, embedder));
        // Vectors may have come or gone meanwhile.
        return nearTo(vector);
      } catch (error) {
        restsUntil = clock.now() + REST_MS;
        // One that never ends is not waited for again.
        questions.delete(question);
        onError(error);
        return null;
      } finally {
        if (isNew) waiting--;
      }
    },
  };
};
