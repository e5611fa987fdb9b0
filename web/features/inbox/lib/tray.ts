import { create } from 'zustand';
import type { Attachment } from '../../../lib/media/attachment.ts';
import { chooseFiles, MAX_FILES, type Unfitting } from '../../../lib/media/choose.ts';

type Tray = {
  files: readonly Attachment[];
  unfitting: readonly Unfitting[];
  /** Files beyond `MAX_FILES`, which were left out. */
  left: number;
};

const EMPTY: Tray = { files: [], unfitting: [], left: 0 };

/** What is about to be sent to each contact. Outlives the composer, as drafts do; not the page. */
const useTrays = create<{ byContact: Readonly<Record<string, Tray>> }>(() => ({ byContact: {} }));

export const useTray = (contactId: string): Tray => useTrays((store) => store.byContact[contactId] ?? EMPTY);

const change = (contactId: string, apply: (tray: Tray) => Tray): void =>
  useTrays.setState(({ byContact }) => ({
    byContact: { ...byContact, [contactId]: apply(byContact[contactId] ?? EMPTY) },
  }));

/** Puts files in the tray; also those that come back because they could not be sent. */
export const putInTray = (
  contactId: string,
  files: readonly Attachment[],
  unfitting: readonly Unfitting[] = [],
): void =>
  change(contactId, (tray) => {
    const all = [...tray.files, ...files];
    for (const each of all.slice(MAX_FILES)) URL.revokeObjectURL(each.url);
    return { files: all.slice(0, MAX_FILES), unfitting, left: Math.max(0, all.length - MAX_FILES) };
  });

export const attachFiles = async (contactId: string, files: readonly File[]): Promise<void> => {
  if (files.length === 0) return;
  const { attachments, unfitting } = await chooseFiles(files);
  putInTray(contactId, attachments, unfitting);
};

export const removeFromTray = (contactId: string, id: string): void =>
  change(contactId, (tray) => {
    const gone = tray.files.find((each) => each.id === id);
    if (gone) URL.revokeObjectURL(gone.url);
    return { ...tray, files: tray.files.filter((each) => each !== gone), left: 0 };
  });

export const dismissUnfitting = (contactId: string): void =>
  change(contactId, (tray) => ({ ...tray, unfitting: [], left: 0 }));

/** Takes everything out, to send it. */
export const takeTray = (contactId: string): readonly Attachment[] => {
  const { files } = useTrays.getState().byContact[contactId] ?? EMPTY;
  change(contactId, () => EMPTY);
  return files;
};

/** Takes one out that had come back, to send it after all. */
export const takeFromTray = (contactId: string, id: string): void =>
  change(contactId, (tray) => ({ ...tray, files: tray.files.filter((each) => each.id !== id) }));

/** Whether leaving the page would lose a file. */
export const anyInTray = (): boolean =>
  Object.values(useTrays.getState().byContact).some((tray) => tray.files.length > 0);
