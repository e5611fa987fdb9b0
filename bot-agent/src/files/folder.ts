import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, openAsBlob, readdirSync, rmSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

const PART = '.part';

/** Files of one way on this disk, by the id of their media: each whole, or not there. The folder is made when it is needed. */
export class Folder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Removes what nobody knows of: halves, and what a crash left behind after it was done with. */
  keepOnly(mediaIds: readonly string[]): void {
    if (!existsSync(this.#path)) return;
    const known = new Set(mediaIds);
    for (const name of readdirSync(this.#path)) if (!known.has(name)) this.remove(name);
  }

  /** Writes the parts, on disk when this returns. Null when they are more than `maxBytes`. Nothing of it is kept then, or when it fails. */
  async write(
    mediaId: string,
    parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<{ bytes: number; sha256: string } | null> {
    mkdirSync(this.#path, { recursive: true, mode: 0o700 });
    const part = mediaId + PART;
    try {
      const written = await writeAll(this.#at(part), parts, maxBytes);
      if (written !== null) await rename(this.#at(part), this.#at(mediaId));
      else this.remove(part);
      return written;
    } catch (thrown) {
      this.remove(part);
      throw thrown;
    }
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
    rmSync(this.#at(mediaId), { force: true });
  }

  // An id has no separator and no dot: the schema of the wire says so.
  #at(name: string): string {
    return join(this.#path, name);
  }
}

const writeAll = async (
  path: string,
  parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ bytes: number; sha256: string } | null> => {
  const hash = createHash('sha256');
  const file = await open(path, 'w', 0o600);
  try {
    let bytes = 0;
    for await (const piece of parts) {
      bytes += piece.length;
      if (bytes > maxBytes) return null;
      hash.update(piece);
      await file.write(piece);
    }
    await file.sync();
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
};
