import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_MEDIA_BYTES } from '@oconnector/protocol/limits.ts';

/** What became of a piece. Twice what we take may come, so that a file too large for us can be sent here. */
export type Piece = 'more' | 'whole' | 'bad_piece' | 'too_large';
const MAX_BYTES = 2 * MAX_MEDIA_BYTES;

/** The files of the simulated WhatsApp: on disk, whole, under the id that their sender gave them. */
export class MediaStore {
  readonly #folder: string;
  /** Bytes so far of files that are still being brought. */
  readonly #growing = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Takes the next piece. A file that begins anew forgets what came of it before; a whole one is never changed. */
  add(mediaId: string, offset: number, bytes: Uint8Array, done: boolean): Piece {
    const part = `${this.#at(mediaId)}.part`;
    if (this.has(mediaId)) return 'bad_piece';
    if (offset === 0) {
      rmSync(part, { force: true });
      this.#growing.set(mediaId, 0);
    }
    if (this.#growing.get(mediaId) !== offset) return 'bad_piece';
    if (offset + bytes.length > MAX_BYTES) {
      this.#growing.delete(mediaId);
      rmSync(part, { force: true });
      return 'too_large';
    }
    appendFileSync(part, bytes, { mode: 0o600 });
    this.#growing.set(mediaId, offset + bytes.length);
    if (!done) return 'more';
    this.#growing.delete(mediaId);
    renameSync(part, this.#at(mediaId));
    return 'whole';
  }

  put(mediaId: string, bytes: Uint8Array): void {
    writeFileSync(this.#at(mediaId), bytes, { mode: 0o600 });
  }

  has(mediaId: string): boolean {
    return existsSync(this.#at(mediaId));
  }

  read(mediaId: string): Uint8Array | null {
    return this.has(mediaId) ? readFileSync(this.#at(mediaId)) : null;
  }

  // The schema of the wire keeps separators and dots out of an id.
  #at(mediaId: string): string {
    return join(this.#folder, mediaId);
  }
}
