import type { DocumentSummary } from '@oconnector/protocol/api/knowledge.ts';
import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import type { Inspectable } from './common.ts';

/** What a cliente's business knows. Opened by `v1:<cliente>`. */
export interface KnowledgeRpc extends Inspectable {
  /** Replaces a document and its passages in one transaction. */
  put(document: { documentId: string; title: string; text: string }): Promise<DocumentSummary>;
  remove(documentId: string): Promise<boolean>;
  list(): Promise<DocumentSummary[]>;
  /** Best passages for a question in the customer's words, accents folded; [] when nothing shares a word with it. */
  search(question: string, limit: number): Promise<ScoredPassage[]>;
}
