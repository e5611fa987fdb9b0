import type { DocumentSummary, Publish, PutResponse } from '@oconnector/protocol/api/knowledge.ts';
import type { Playbook } from '@oconnector/protocol/model/playbook.ts';
import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import type { Inspectable } from './common.ts';

/** What a cliente's business knows. Opened by `v1:<cliente>`. */
export interface KnowledgeRpc extends Inspectable {
  /** Replaces a document and its passages in one transaction; `publish` is `forced` where nobody says. */
  put(document: { documentId: string; title: string; text: string }, publish?: Publish): Promise<PutResponse>;
  remove(documentId: string): Promise<boolean>;
  list(): Promise<DocumentSummary[]>;
  /** How the cliente wants its assistant to be; the defaults before anybody chose. */
  playbook(): Promise<Playbook>;
  /** Replaces it, if `version` is the one it has now; null when somebody else was faster. */
  setPlaybook(playbook: Playbook): Promise<Playbook | null>;
  /** Counts tokens of a model against today (UTC, as Workers AI counts), and says how many are left; null = no bound. */
  spend(tokens: number): Promise<number | null>;
  /** Best passages for a question in the customer's words, accents folded; [] when nothing shares a word with it. */
  search(question: string, limit: number): Promise<ScoredPassage[]>;
}
