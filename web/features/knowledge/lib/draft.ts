import type { FaqPair } from '@oconnector/protocol/model/knowledge.ts';

/** A source as a person brings it. */
export type Draft =
  | { kind: 'text'; title: string; text: string }
  | { kind: 'faq'; title: string; pairs: FaqPair[] }
  | { kind: 'url'; url: string }
  | { kind: 'file'; file: File };

/** What a file field offers; the server says what it really is. */
export const ACCEPTED = '.txt,.md,.csv,.html,.htm,.pdf';

/** A new id of that kind: ids are lower case, as `model/ids.ts` says. */
export const newId = (prefix: 'doc' | 'gld'): string => `${prefix}_${crypto.randomUUID()}`;
