import { createHash } from 'node:crypto';
import { mkdirSync, openAsBlob, readdirSync, rmSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

const PART = '.part';

/** Files of one way on this disk, by the id of their media: each whole, or not there. */
export class Folder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(path, { recursive: true, mode: 0o700 });
  }

  /** Removes what nobody knows of: halves, and what a crash left behind after it was done with. */
  keepOnly(mediaIds: readonly string[]): void {
    const known = new Set(mediaIds);
    for (const name of readdirSync(this.#path)) if (!known.has(name)) this.remove(name);
  }

  /**
   * Writes the parts, on disk when this returns. Null when they are more than `maxBytes`, and then nothing is kept.
   */
  async write(
    mediaId: string,
    parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<{ bytes: number; sha256: string } | null> {
    const hash = createHash('sha256');
    const part = this.#at(mediaId) + PART;
    const file = await open(part, 'w', 0o600);
    let bytes = 0;
    try {
      for await (const piece of parts) {
        bytes += piece.length;
        if (bytes > maxBytes) break;
        hash.update(piece);
        await file.write(piece);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    if (bytes > maxBytes) {
      this.remove(mediaId + PART);
      return null;
    }
    await rename(part, this.#at(mediaId));
    return { bytes, sha256: hash.digest('hex') };
  }

  /** As a body that is read while it is sent. Throws when there is none. */
  blob(mediaId: string): Promise<Blob> {
    return openAsBlob(this.#at(mediaId));
  }

  /** Null when there is none. */
  read(mediaId: string): Promise<Uint8Array | null> {
    return readFile(this.#at(mediaId)).catch(() => null);
  }

  remove(mediaId: string): void {
    rmSync(join(this.#path, mediaId), { force: true });
  }

  // An id has no separator and no dot: the schema of the wire says so.
  #at(mediaId: string): string {
    return join(this.#path, mediaId);
  }
}
