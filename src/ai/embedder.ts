/** What made a vector. Vectors of different embedders do not compare, so each is stored with this. */
export type EmbedderId = { model: string; dimension: number; pooling: 'mean' | 'cls' };

/** Turns texts, in any language that customers write, into vectors whose cosine says how near they are in meaning. */
export interface Embedder {
  readonly id: EmbedderId;
  /** One vector of `id.dimension` numbers for each text, in order. Throws when it cannot, or takes too long. */
  embed(texts: readonly string[]): Promise<number[][]>;
}

/** An embedder answered with something that is not its vectors. */
export class BadVectors extends Error {
  override name = 'BadVectors';
}

/** `vectors` as they must be: as many as there were texts, each of the embedder's dimension, all numbers finite. */
export const checkVectors = (vectors: unknown, texts: number, { model, dimension }: EmbedderId): number[][] => {
  const right =
    Array.isArray(vectors) &&
    vectors.length === texts &&
    vectors.every(
      (vector) =>
        Array.isArray(vector) && vector.length === dimension && vector.every((number) => Number.isFinite(number)),
    );
  if (!right) throw new BadVectors(`${model} gave no ${texts} vectors of ${dimension} numbers`);
  return vectors as number[][];
};
