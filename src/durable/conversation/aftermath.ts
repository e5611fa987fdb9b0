import type { Content } from '@oconnector/protocol/model/content.ts';
import { contentText } from '@oconnector/protocol/model/content.ts';
import type { Reaction } from '@oconnector/protocol/model/message.ts';
import type { ToldChange } from '../rpc/conversation.ts';

/** What becomes of a message after it was sent. Decisions only: the same changes come to the same, in whatever order. */

/** `edits`: the words that came in the place of the first ones, oldest first. */
export type Aftermath = {
  edits?: { text: string; at: number }[];
  revokedAt?: number;
  reactions?: Reaction[];
};

/** All that is known of a message, in one; null when nothing is left to say. */
export const aftermathOf = (changes: readonly ToldChange[]): Aftermath | null => {
  const inOrder = changes.toSorted((a, b) => a.at - b.at);
  const edits = inOrder.flatMap((change) => (change.kind === 'edited' ? [{ text: change.text, at: change.at }] : []));
  const revoked = inOrder.find(({ kind }) => kind === 'revoked');
  const latest = new Map<Reaction['by'], Reaction>();
  for (const change of inOrder) {
    if (change.kind !== 'reaction') continue;
    const { by, emoji, at } = change;
    latest.delete(by);
    if (emoji !== null && emoji !== '') latest.set(by, { by, emoji, at });
  }
  const aftermath: Aftermath = {
    ...(edits.length > 0 && { edits }),
    ...(revoked && { revokedAt: revoked.at }),
    ...(latest.size > 0 && { reactions: [...latest.values()] }),
  };
  return Object.keys(aftermath).length === 0 ? null : aftermath;
};

/** A content with other words: what is no text keeps what it is, and changes its caption. */
export const reworded = (content: Content, text: string): Content => {
  if (content.type === 'text') return { ...content, text };
  const { caption: _before, ...bare } = content;
  return text === '' ? bare : { ...bare, caption: text };
};

/** A message as it is shown: the newest words, and before them those it had. */
export const withAftermath = (
  content: Content,
  writtenAt: number,
  { edits = [], revokedAt, reactions }: Aftermath,
): { content: Content } & Aftermath => {
  const newest = edits.at(-1);
  const earlier = [{ text: contentText(content), at: writtenAt }, ...edits].slice(0, -1);
  return {
    content: newest === undefined ? content : reworded(content, newest.text),
    ...(newest && { edits: earlier }),
    ...(revokedAt !== undefined && { revokedAt }),
    ...(reactions && { reactions }),
  };
};
