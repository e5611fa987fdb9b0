import type { SentKind } from './accept.ts';

/** What a browser can tell of a file before it is sent. */
export type Measured = { width?: number; height?: number; seconds?: number };

/** A file that never answers is not waited for. */
const GIVE_UP_MS = 5_000;

const within = <T>(work: (done: (value: T | null) => void) => void): Promise<T | null> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), GIVE_UP_MS);
    work((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });

const picture = (url: string): Promise<Measured | null> =>
  within((done) => {
    const image = new Image();
    image.onload = () => done({ width: image.naturalWidth, height: image.naturalHeight });
    image.onerror = () => done(null);
    image.src = url;
  });

const recording = (url: string, tag: 'video' | 'audio'): Promise<Measured | null> =>
  within((done) => {
    const element = document.createElement(tag);
    element.preload = 'metadata';
    element.onloadedmetadata = () =>
      done({
        ...(Number.isFinite(element.duration) ? { seconds: element.duration } : {}),
        ...(element instanceof HTMLVideoElement && element.videoWidth > 0
          ? { width: element.videoWidth, height: element.videoHeight }
          : {}),
      });
    element.onerror = () => done(null);
    element.src = url;
  });

/** Size and length of a file; null when it is not what it says it is, or when this browser cannot read it. */
export const measure = (kind: SentKind, url: string): Promise<Measured | null> => {
  if (kind === 'document') return Promise.resolve({});
  return kind === 'image' ? picture(url) : recording(url, kind);
};
