/** The loudness of a recording in `count` steps, each 0…1, the loudest 1. Silence is all zero. */
export const peaksOf = (samples: Float32Array, count: number): number[] => {
  const step = samples.length / count;
  const loud = Array.from({ length: count }, (_, index) => {
    const [from, to] = [
      Math.floor(index * step),
      Math.max(Math.floor(index * step) + 1, Math.floor((index + 1) * step)),
    ];
    let sum = 0;
    for (let i = from; i < to; i++) sum += (samples[i] ?? 0) ** 2;
    return Math.sqrt(sum / (to - from));
  });
  const most = Math.max(...loud);
  return most > 0 ? loud.map((each) => each / most) : loud.map(() => 0);
};

/** The same line in another number of steps, by the loudest of each. */
export const resample = (peaks: readonly number[], count: number): number[] =>
  Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * peaks.length) / count));
    return Math.max(0, ...peaks.slice(from, to));
  });
