import type { UploadResponse } from '@oconnector/protocol/api/media.ts';
import { ApiError, errorOf, pathOf, refreshSession } from '../api.ts';
import type { SentKind } from './accept.ts';

/** What goes up, and for whom. */
export type Upload = {
  contactId: string;
  blob: Blob;
  kind: SentKind;
  voice: boolean;
  fileName: string | null;
  seconds: number | null;
  width: number | null;
  height: number | null;
};

type Watch = { signal: AbortSignal; onProgress: (part: number) => void };

const urlOf = ({ contactId, kind, voice, fileName, seconds, width, height }: Upload): string =>
  pathOf('/api/whatsapp/media', {
    contactId,
    kind,
    voice: voice ? '1' : null,
    fileName,
    durationMs: seconds === null ? null : Math.round(seconds * 1_000),
    width,
    height,
  });

/** `fetch` cannot tell how far an upload has come. */
const put = (url: string, blob: Blob, { signal, onProgress }: Watch): Promise<Response> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = (): void => request.abort();
    const gone = (): void => reject(new ApiError(0, { code: 'offline', message: 'the server cannot be reached' }));
    request.open('POST', url);
    request.setRequestHeader('x-oconnector', '1');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      const headers = new Headers();
      for (const name of ['x-request-id', 'retry-after']) {
        const value = request.getResponseHeader(name);
        if (value !== null) headers.set(name, value);
      }
      resolve(new Response(request.responseText, { status: request.status, headers }));
    };
    request.onerror = gone;
    request.ontimeout = gone;
    request.onabort = () => reject(new DOMException('The upload was cancelled.', 'AbortError'));
    request.onloadend = () => signal.removeEventListener('abort', stop);
    signal.addEventListener('abort', stop);
    if (signal.aborted) return reject(new DOMException('The upload was cancelled.', 'AbortError'));
    request.send(blob);
  });

/** Brings a file to the API. Refusals are thrown as ApiError, a cancelled upload as AbortError. */
export const upload = async (what: Upload, watch: Watch): Promise<UploadResponse> => {
  const url = urlOf(what);
  let response = await put(url, what.blob, watch);
  if (response.status === 401 && (await refreshSession())) response = await put(url, what.blob, watch);
  if (!response.ok) throw await errorOf(response);
  return (await response.json()) as UploadResponse;
};
