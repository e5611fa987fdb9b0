import { uuidv7 } from '../uuid.ts';
import { kindOf } from './accept.ts';
import type { Attachment } from './attachment.ts';
import { measure } from './measure.ts';

/** Most files in one go, as in WhatsApp's own picker of ten. */
export const MAX_FILES = 10;

export type Unfitting = { name: string } & (
  | { problem: 'empty' | 'unreadable' }
  | { problem: 'too_large'; max: number }
);

const readable = (file: File): Promise<boolean> =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );

const prepare = async (file: File): Promise<Attachment | Unfitting> => {
  const fits = kindOf(file);
  // A folder that was dropped looks like a file and cannot be read.
  if (!(await readable(file))) return { name: file.name, problem: 'unreadable' };
  if ('problem' in fits) return { name: file.name, ...fits };
  const url = URL.createObjectURL(file);
  const measured = await measure(fits.kind, url);
  return {
    id: uuidv7(),
    blob: file,
    // What this browser cannot open as what it says it is may still go as a document.
    kind: measured === null ? 'document' : fits.kind,
    voice: false,
    name: file.name,
    url,
    seconds: measured?.seconds ?? null,
    width: measured?.width ?? null,
    height: measured?.height ?? null,
    uploaded: null,
    refusal: null,
  };
};

/** Looks at files that were chosen, pasted or dropped: what can go, and why the others cannot. In their order. */
export const chooseFiles = async (
  files: readonly File[],
): Promise<{ attachments: Attachment[]; unfitting: Unfitting[] }> => {
  const looked = await Promise.all(files.map(prepare));
  return {
    attachments: looked.filter((each) => 'id' in each),
    unfitting: looked.filter((each) => 'problem' in each),
  };
};
