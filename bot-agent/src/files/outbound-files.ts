import type { Media } from '@oconnector/protocol/model/media.ts';
import type { Folder } from './folder.ts';
import type { ServerFiles } from './server-files.ts';

/** Files of commands: fetched before their command is begun, so that nothing is asked of the network between intent and sending. */
export class OutboundFiles {
  readonly #folder: Folder;
  readonly #server: ServerFiles;
  readonly #here = new Set<string>();

  constructor(folder: Folder, server: ServerFiles) {
    this.#folder = folder;
    this.#server = server;
    // What was fetched before is fetched again when it is needed.
    folder.keepOnly([]);
  }

  /** Sees to it that the file is on this disk; false when the server has none any more. Throws when it does not answer. */
  async fetch(media: Media, signal: AbortSignal): Promise<boolean> {
    if (this.#here.has(media.mediaId)) return true;
    if (!(await this.#server.fetch(this.#folder, media, signal))) return false;
    this.#here.add(media.mediaId);
    return true;
  }

  /** The bytes; null when they have to be fetched first. */
  async read({ mediaId }: Media): Promise<Uint8Array | null> {
    const bytes = this.#here.has(mediaId) ? await this.#folder.read(mediaId) : null;
    // Whoever took it away: it is fetched again.
    if (bytes === null) this.#here.delete(mediaId);
    return bytes;
  }

  /** It was handed over, or never will be. */
  drop({ mediaId }: Media): void {
    this.#here.delete(mediaId);
    this.#folder.remove(mediaId);
  }
}
