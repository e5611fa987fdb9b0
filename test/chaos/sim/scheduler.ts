/** Pseudo-random numbers from a seed (mulberry32): the same seed gives the same run for ever. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** An integer in [from, to]. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(p: number): boolean {
    return this.next() < p;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.int(0, items.length - 1)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  bytes(n: number): Uint8Array {
    return Uint8Array.from({ length: n }, () => this.int(0, 255));
  }
}

/** Things in one millisecond beyond which something must be going round in circles. */
const MOST_AT_ONCE = 20_000;
const STEPS_IN_A_BATCH = 16;

type Task = { at: number; order: number; run: () => void };

/**
 * Simulated time. One thing happens at a time, in the order of its time and, at equal times, of its being scheduled; between two of them
 * every promise that can go on does.
 */
export class Scheduler {
  #now: number;
  #order = 0;
  #atOnce = 0;
  /** A binary heap by (at, order). */
  readonly #heap: Task[] = [];

  constructor(startMs: number) {
    this.#now = startMs;
  }

  readonly clock = { now: (): number => this.#now };

  after(delayMs: number, run: () => void): void {
    this.#push({ at: this.#now + Math.max(0, Math.ceil(delayMs)), order: this.#order++, run });
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Runs until nothing is left or the time is up; true when nothing is left. */
  runUntil(endMs: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      let isOver = false;
      const step = (): void => {
        if (isOver) return;
        try {
          const left = this.#next(endMs);
          if (left === null) return;
          isOver = true;
          resolve(!left);
        } catch (error) {
          isOver = true;
          reject(error);
        }
      };
      // Everything that a step set free happens before the next one: between two immediates of one batch every microtask runs.
      // A batch, because a turn of the event loop costs more than a step.
      const batch = (): void => {
        for (let i = 0; i < STEPS_IN_A_BATCH; i++) setImmediate(step);
        setImmediate(() => !isOver && batch());
      };
      setImmediate(batch);
    });
  }

  /** Does the next thing; when there is none until then, whether something is left for later. */
  #next(endMs: number): boolean | null {
    const next = this.#heap[0];
    if (next === undefined) return false;
    if (next.at > endMs) {
      this.#now = endMs;
      return true;
    }
    this.#pop();
    if (next.at > this.#now) this.#atOnce = 0;
    else if (++this.#atOnce > MOST_AT_ONCE) throw new Error(`time stands still: ${next.run.toString().slice(0, 200)}`);
    this.#now = next.at;
    next.run();
    return null;
  }

  #before(a: Task, b: Task): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #push(task: Task): void {
    const heap = this.#heap;
    let i = heap.push(task) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (!above || !this.#before(task, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = task;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      const right = left + 1;
      const l = heap[left];
      if (l === undefined) break;
      const r = heap[right];
      const [child, task] = r !== undefined && this.#before(r, l) ? [right, r] : [left, l];
      if (!this.#before(task, last)) break;
      heap[i] = task;
      i = child;
    }
    heap[i] = last;
  }
}
