import { create } from 'zustand';

type Uploading = { part: number; cancel: () => void };

/** Uploads under way, by the client id of their message. Gone once the file is there: the message itself is not called back. */
const useUploads = create<{ byClient: Readonly<Record<string, Uploading>> }>(() => ({ byClient: {} }));

export const useUpload = (clientId: string): Uploading | undefined => useUploads((store) => store.byClient[clientId]);

export const noteUpload = (clientId: string, uploading: Uploading): void =>
  useUploads.setState(({ byClient }) => ({ byClient: { ...byClient, [clientId]: uploading } }));

export const endUpload = (clientId: string): void =>
  useUploads.setState(({ byClient: { [clientId]: _ended, ...byClient } }) => ({ byClient }));
