import { closeSync, existsSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

/**
 * One line of the ground truth: a message that entered WhatsApp (`in` from a contact, `owner` typed on the shop's phone)
 * or that WhatsApp accepted from the agent (`out`; `repeat` = that stanza id had been accepted before).
 */
export type TruthLine = {
  /** Dense from 1. */
  q: number;
  k: 'in' | 'out' | 'owner' | 'repeat';
  waId: string;
  phone: string;
  text: string;
  /** Wall clock in milliseconds, and CLOCK_MONOTONIC in milliseconds, comparable between processes since the last boot. */
  wall: number;
  mono: number;
  pid: number;
};

const BLOCK = 64 * 1024;

/** Append-only file, each line on disk before `append` returns: what a checker may believe after any crash. */
export class Truth {
  readonly #fd: number;
  #last: number;

  private constructor(fd: number, last: number) {
    this.#fd = fd;
    this.#last = last;
  }

  static open(path: string): Truth {
    const fd = openSync(path, existsSync(path) ? 'r+' : 'wx+', 0o600);
    const { size, line } = lastLine(fd);
    // A line that a crash cut short was never reported: it is written again whole.
    if (fstatSync(fd).size !== size) ftruncateSync(fd, size);
    const last = line === null ? 0 : (JSON.parse(line) as { q: number }).q;
    return new Truth(fd, last);
  }

  /** Number of the newest line; 0 = none. */
  get last(): number {
    return this.#last;
  }

  append(line: Omit<TruthLine, 'mono' | 'pid'>): void {
    if (line.q !== this.#last + 1) throw new Error(`ground truth: line ${line.q} after ${this.#last}`);
    const mono = Number(process.hrtime.bigint() / 1_000n) / 1_000;
    const bytes = Buffer.from(`${JSON.stringify({ ...line, mono, pid: process.pid })}\n`);
    const { size } = fstatSync(this.#fd);
    for (let written = 0; written < bytes.length;)
      written += writeSync(this.#fd, bytes, written, bytes.length - written, size + written);
    fdatasyncSync(this.#fd);
    this.#last = line.q;
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** The last complete line, read from the end, and where the complete part of the file ends. */
const lastLine = (fd: number): { size: number; line: string | null } => {
  let tail = Buffer.alloc(0);
  let start = fstatSync(fd).size;
  for (;;) {
    const end = tail.lastIndexOf(10);
    const before = end < 1 ? -1 : tail.lastIndexOf(10, end - 1);
    if (end >= 0 && (before >= 0 || start === 0)) {
      return { size: start + end + 1, line: tail.subarray(before + 1, end).toString('utf8') };
    }
    if (start === 0) return { size: 0, line: null };
    const length = Math.min(BLOCK, start);
    start -= length;
    const block = Buffer.alloc(length);
    readSync(fd, block, 0, length, start);
    tail = Buffer.concat([block, tail]);
  }
};
