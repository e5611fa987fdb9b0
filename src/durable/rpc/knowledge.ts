import type { GoldenRunResponse } from '@oconnector/protocol/api/golden.ts';
import type { DocumentResponse, DocumentSummary, Publish, PutResponse } from '@oconnector/protocol/api/knowledge.ts';
import type { FaqPair, GoldenQuestion, OpenQuestion, OwnPassage } from '@oconnector/protocol/model/knowledge.ts';
import type { Playbook } from '@oconnector/protocol/model/playbook.ts';
import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import type { Result } from '../../lib/result.ts';
import type { Inspectable } from './common.ts';

/** A put of what was written by hand, and whether golden questions may stop it. */
type Written<Body, Title = string> = { documentId: string; title: Title } & Body;

/** What a cliente's business knows. Opened by `v1:<cliente>`. */
export interface KnowledgeRpc extends Inspectable {
  /** Replaces a document and its passages in one transaction; `publish` is `forced` where nobody says. */
  put(document: { documentId: string; title: string; text: string }, publish?: Publish): Promise<PutResponse>;
  putFaq(document: Written<{ pairs: FaqPair[] }>, publish: Publish): Promise<PutResponse>;
  /**
   * A file is about to be stored under `readingId`; what its name and size already tell ends it here: then that is null. To be followed by
   * `fileCame`, which begins to read it, or says that it was lost; null when nobody waits for it any more.
   */
  expectFile(
    file: Written<{ fileName: string; bytes: number; publish: Publish }, string | null>,
  ): Promise<{ readingId: string | null; document: DocumentSummary }>;
  fileCame(documentId: string, readingId: string, came: boolean): Promise<DocumentSummary | null>;
  /** An address is read, in steps after this has answered. */
  putUrl(asked: Written<{ url: string; publish: Publish }, string | null>): Promise<DocumentSummary>;
  remove(documentId: string): Promise<boolean>;
  /** A document as its owner sees it; null when there is none. */
  document(documentId: string): Promise<DocumentResponse | null>;
  /** All documents, and a number that grows with every change of the knowledge. */
  overview(): Promise<{ documents: DocumentSummary[]; version: number }>;

  /** Passages that speak to the assistant and wait for a person. */
  quarantine(): Promise<OwnPassage[]>;
  /** Lets one be searched, or not any more; null when there is no such passage or nothing is wrong with it. */
  release(passageId: string, released: boolean): Promise<OwnPassage | null>;
  /** Replaces the other questions that the owner wrote for a passage. */
  setQuestions(passageId: string, questions: string[]): Promise<OwnPassage | null>;

  /**
   * A turn ended `unknown`: remembered for the owner, with those that are much like it. The customer's words; who they are is blanked here.
   * `lines`: names of the messages that asked, which name no contact. Asked again by any of them it counts once.
   */
  unanswered(question: string, lines: string[]): Promise<void>;
  /** Words of these messages are not to be kept any more: the wording goes that nobody else used. Idempotent. */
  takeQuestionsBack(lines: string[]): Promise<void>;
  openQuestions(): Promise<OpenQuestion[]>;
  dismissQuestion(questionId: string): Promise<boolean>;
  /** Makes one a pair of a FAQ. */
  answerQuestion(
    asked: { questionId: string; answer: string; question?: string | undefined; documentId?: string | undefined },
    publish: Publish,
  ): Promise<Result<PutResponse, 'not_found' | 'not_faq' | 'full'>>;

  golden(): Promise<{ questions: GoldenQuestion[]; lastRun: { failed: number; asked: number; at: number } | null }>;
  /** Null when there are as many as there may be. */
  putGolden(golden: Omit<GoldenQuestion, 'updatedAt'>): Promise<GoldenQuestion | null>;
  removeGolden(goldenId: string): Promise<boolean>;
  runGolden(): Promise<GoldenRunResponse>;

  list(): Promise<DocumentSummary[]>;
  /** How the cliente wants its assistant to be; the defaults before anybody chose. */
  playbook(): Promise<Playbook>;
  /** Replaces it, if `version` is the one it has now; null when somebody else was faster. */
  setPlaybook(playbook: Playbook): Promise<Playbook | null>;
  /** Counts tokens of a model, or what costs as much, against today (UTC, as Workers AI counts), and says how many are left; null = no bound. */
  spend(tokens: number): Promise<number | null>;
  /** Counts them only if so many are left, and says whether; once for what they are spent `on`, however often that is asked again. */
  spendIfLeft(tokens: number, on: string): Promise<boolean>;
  /** Best passages for a question in the customer's words, accents folded; [] when nothing shares a word with it. */
  search(question: string, limit: number): Promise<ScoredPassage[]>;
}
