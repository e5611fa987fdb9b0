import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** A line of the simulated WhatsApp's own ground truth. */
export type Truth = {
  q: number;
  k: 'in' | 'out' | 'owner' | 'repeat';
  waId: string;
  phone: string;
  text: string;
  wall: number;
};

const BLOCK = 256 * 1024;

/** Reads a file that others append to: each call of `read` returns the complete lines that came since. */
export class Tail {
  readonly #path: string;
  #at = 0;
  #rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);

  constructor(path: string) {
    this.#path = path;
  }

  /** Where the next `read` goes on. */
  get at(): number {
    return this.#at;
  }

  read(): string[] {
    if (!existsSync(this.#path)) return [];
    const fd = openSync(this.#path, 'r');
    const parts = [this.#rest];
    try {
      for (const { size } = fstatSync(fd); this.#at < size;) {
        const block = Buffer.alloc(Math.min(BLOCK, size - this.#at));
        const read = readSync(fd, block, 0, block.length, this.#at);
        if (read === 0) break;
        this.#at += read;
        parts.push(block.subarray(0, read));
      }
    } finally {
      closeSync(fd);
    }
    const bytes = Buffer.concat(parts);
    const end = bytes.lastIndexOf(10) + 1;
    this.#rest = bytes.subarray(end);
    return bytes.subarray(0, end).toString('utf8').split('\n').filter(Boolean);
  }

  /** Goes on at a place of a file that took this one's place. */
  from(at: number): this {
    this.#at = at;
    this.#rest = Buffer.alloc(0);
    return this;
  }
}

/** The ground truth as far as it has been read; each `read` looks only at what is new. */
export class TruthLog {
  readonly lines: Truth[] = [];
  /** Messages that each phone wrote. */
  readonly written = new Map<string, number>();
  readonly #tail: Tail;

  constructor(stateDir: string) {
    this.#tail = new Tail(join(stateDir, 'bot/whatsapp/ground-truth.jsonl'));
  }

  read(): this {
    for (const line of this.#tail.read()) {
      const { q, k, waId, phone, text, wall } = JSON.parse(line) as Truth;
      this.lines.push({ q, k, waId, phone, text, wall });
      if (k === 'in') this.written.set(phone, (this.written.get(phone) ?? 0) + 1);
    }
    return this;
  }
}

/** All lines of the ground truth. */
export const readTruth = (stateDir: string): Truth[] => new TruthLog(stateDir).read().lines;
