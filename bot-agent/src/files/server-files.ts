import { MEDIA_MAX_BYTES } from '@oconnector/protocol/limits.ts';
import { PutMediaResponse, SHA256_HEADER } from '@oconnector/protocol/api/media.ts';
import type { Media, MediaState } from '@oconnector/protocol/model/media.ts';
import type { FileOutcome } from '../journal/file-rows.ts';
import type { Folder } from './folder.ts';

/** A slow line: the largest file at 1 Mbit/s takes four and a half minutes. */
const TRANSFER_MS = 10 * 60_000;
const CALL_MS = 30_000;

export type ServerFilesOptions = { serverUrl: string; credential: string; fetch?: typeof fetch };

/** `unknown`: no message of ours that the server holds has this file (yet). `refused`: it will never be taken. */
export type Told = { state: MediaState } | 'unknown' | 'refused';

/** The server's side of files. Throws when it does not answer, or not now. */
export class ServerFiles {
  readonly #o: ServerFilesOptions;

  constructor(options: ServerFilesOptions) {
    this.#o = options;
  }

  /** Brings the bytes of a message's file. */
  async bring(folder: Folder, mediaId: string, sha256: string, signal: AbortSignal): Promise<Told> {
    const headers = { 'content-type': 'application/octet-stream', [SHA256_HEADER]: sha256 };
    const body = await folder.blob(mediaId);
    return this.#tell(await this.#call(mediaId, { method: 'PUT', headers, body }, TRANSFER_MS, signal));
  }

  /** Says that they will not come. */
  async giveUp(mediaId: string, outcome: FileOutcome, signal: AbortSignal): Promise<Told> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(outcome);
    return this.#tell(await this.#call(`${mediaId}/outcome`, { method: 'POST', headers, body }, CALL_MS, signal));
  }

  /** Fetches the file of a command into the folder; false when there is none any more. */
  async fetch(folder: Folder, { mediaId, kind }: Media, signal: AbortSignal): Promise<boolean> {
    const response = await this.#call(`${mediaId}/outbound`, {}, TRANSFER_MS, signal);
    if (response.status === 404) {
      await response.body?.cancel();
      return false;
    }
    if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
    const announced = Number(response.headers.get('content-length'));
    const written = await folder.write(mediaId, response.body, MEDIA_MAX_BYTES[kind]);
    if (written !== null && written.bytes === announced) return true;
    folder.remove(mediaId);
    throw new Error(`${written?.bytes ?? 'too many'} bytes came of ${announced}`);
  }

  async #tell(response: Response): Promise<Told> {
    if (response.status === 404) {
      await response.body?.cancel();
      return 'unknown';
    }
    if (response.status === 413) {
      await response.body?.cancel();
      return 'refused';
    }
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return PutMediaResponse.parse(await response.json());
  }

  #call(path: string, init: RequestInit, ms: number, signal: AbortSignal): Promise<Response> {
    const { serverUrl, credential } = this.#o;
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${credential}` };
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
    return (this.#o.fetch ?? fetch)(`${serverUrl}/api/whatsapp/media/${path}`, { ...init, headers, signal: limit });
  }
}
