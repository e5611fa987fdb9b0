import type { Device } from './device.ts';

/** `WAWebMediaOpaqueData`: bytes that the page passes round. */
export class OpaqueData {
  readonly blob: Blob;

  private constructor(blob: Blob) {
    this.blob = blob;
  }

  static createFromData(blob: Blob, type: string): Promise<OpaqueData> {
    return Promise.resolve(new OpaqueData(blob.type === type ? blob : new Blob([blob], { type })));
  }

  url = (): string => URL.createObjectURL(this.blob);
  autorelease = (): void => {};
  formData = (): Blob => this.blob;
}

const base64 = (blob: Blob): Promise<string> =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.readAsDataURL(blob);
  });

type How = { isPtt?: boolean; asDocument?: boolean };

/** What a file is to WhatsApp: by what is asked, else by its type. */
const typeOf = (mimetype: string, { isPtt, asDocument }: How): string => {
  if (asDocument) return 'document';
  if (isPtt) return 'ptt';
  const [first = ''] = mimetype.split('/');
  return ['image', 'video', 'audio'].includes(first) ? first : 'document';
};

/** The model of a file on its way out. */
const prepared = async (opaque: OpaqueData, how: How) => {
  const { blob } = opaque;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
  const fields: Record<string, unknown> = {
    type: typeOf(blob.type, how),
    mimetype: blob.type,
    size: blob.size,
    filehash: btoa(String.fromCharCode(...digest)),
    ...(how.asDocument && blob instanceof File ? { filename: blob.name } : {}),
  };
  return {
    ...fields,
    isGif: false,
    mediaBlob: opaque,
    preview: 'thumbnail',
    toJSON: () => ({ ...fields }),
    set: (more: object) => void Object.assign(fields, more),
  };
};

/** The modules by which the library downloads and sends files. */
export const mediaModules = (device: Device): Record<string, () => unknown> => ({
  WAWebMediaOpaqueData: () => OpaqueData,
  WAWebPrepRawMedia: () => ({
    prepRawMedia: (opaque: OpaqueData, how: How) => ({ waitForPrep: () => prepared(opaque, how) }),
  }),
  WAWebMediaStorage: () => ({
    getOrCreateMediaObject: (filehash: string) => ({
      filehash,
      type: 'image',
      size: 0,
      contentInfo: { waveform: new Uint8Array(64) },
      consolidate(media: { type: string; size: number; mediaBlob?: OpaqueData }) {
        Object.assign(this, { type: media.type, size: media.size });
      },
    }),
  }),
  WAWebMmsMediaTypes: () => ({
    msgToMediaType: ({ type }: { type: string }) => type,
    castToV4: (type: string) => type,
  }),
  WAWebMediaDataUtils: () => ({ shouldUseMediaCache: () => true }),
  WAWebMediaInMemoryBlobCache: () => ({
    InMemoryMediaBlobCache: { put: (filehash: string, blob: Blob) => void cache.set(filehash, blob) },
  }),
  WAWebMediaMmsV4Upload: () => ({
    uploadMedia: async ({ mediaObject }: { mediaObject: { filehash: string } }) => {
      const blob = cache.get(mediaObject.filehash);
      if (!blob) throw new Error('nothing to upload');
      const answer = await device.ask({ t: 'upload', data: await base64(blob) });
      if (answer.t !== 'uploaded' || answer.path === null) throw new Error('upload failed');
      return { mediaEntry: { directPath: answer.path, mmsUrl: `https://mmg.example${answer.path}`, mediaKey: 'key' } };
    },
  }),
  WAWebDownloadManager: () => ({
    downloadManager: {
      downloadAndMaybeDecrypt: async ({ directPath }: { directPath: string }): Promise<ArrayBuffer> => {
        const answer = await device.ask({ t: 'fetch', path: directPath });
        if (answer.t !== 'file' || answer.data === null) throw Object.assign(new Error('not there'), { status: 404 });
        return Uint8Array.from(atob(answer.data), (char) => char.charCodeAt(0)).buffer;
      },
    },
  }),
});

const cache = new Map<string, Blob>();
