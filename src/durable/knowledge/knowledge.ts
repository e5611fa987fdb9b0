import { DurableObject } from 'cloudflare:workers';
import type { GoldenRunResponse } from '@oconnector/protocol/api/golden.ts';
import type { DocumentResponse, DocumentSummary, Publish, PutResponse } from '@oconnector/protocol/api/knowledge.ts';
import type { ObjectDetail, ObjectEvent, ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import type { FaqPair, GoldenQuestion, OpenQuestion, OwnPassage } from '@oconnector/protocol/model/knowledge.ts';
import type { Playbook } from '@oconnector/protocol/model/playbook.ts';
import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import { createLogger } from '../../lib/logger.ts';
import { describeKit, openKit, snapshotKit, type Kit } from '../kit/context.ts';
import { durableSurroundings } from '../kit/surroundings.ts';
import type { KnowledgeRpc } from '../rpc/knowledge.ts';
import { parseObjectName, registryStub } from '../stubs.ts';
import { resumeIndex, setQuestions } from './index-again.ts';
import { migrations } from './migrations.ts';
import { readPlaybook, spendIfLeft, spendTokens, writePlaybook } from './playbook.ts';
import { effectsOf, openContext, timersOf, type KnowledgeContext, type KnowledgeEnv } from './context.ts';
import { putGolden, runGolden } from './golden.ts';
import { versionOf } from './publish.ts';
import { putFaq, putText, removeDocument } from './put.ts';
import { answerQuestion, dismissQuestion, noteUnanswered, takeQuestionsBack } from './questions.ts';
import { releasePassage, showDocument } from './show.ts';
import { expectFile, fileCame, readAddress } from './reading.ts';
import { lookAhead, search } from './search.ts';
import { openStore, type KnowledgeStore } from './store.ts';
import { resumeVectors } from './vectors.ts';
import { resumeWriting } from './write.ts';

const MAX_RESULTS = 50;
const MAX_QUESTION_CHARACTERS = 4_096;
/** Events kept: the state is not their fold, they only tell the inspector what happened lately. */
const KEPT_EVENTS = 1_000;

/** What a cliente's business knows: documents, their passages, and the search over them. */
export class Knowledge extends DurableObject<KnowledgeEnv> implements KnowledgeRpc {
  readonly #kit: Kit;
  readonly #store: KnowledgeStore;
  readonly #context: KnowledgeContext;
  readonly #name: string;

  constructor(ctx: DurableObjectState, env: KnowledgeEnv) {
    super(ctx, env);
    this.#name = ctx.id.name ?? '';
    const surroundings = durableSurroundings(ctx);
    this.#store = openStore(surroundings.sql);
    this.#kit = openKit(surroundings, {
      migrations,
      timers: timersOf(() => this.#context),
      effects: effectsOf(() => this.#context),
      snapshot: () => this.#snapshot(),
      pushSnapshot: (snapshot) => registryStub(env, parseObjectName(this.#name).clienteId).push([snapshot]),
      onError: (where, error) => this.#warn(where, error),
    });
    this.#context = openContext(this.#kit, this.#store, env, this.#name, (where, error) => this.#warn(where, error));
    resumeIndex(this.#context);
    resumeVectors(this.#context);
    resumeWriting(this.#context);
  }

  async put(
    document: { documentId: string; title: string; text: string },
    publish: Publish = 'forced',
  ): Promise<PutResponse> {
    const put = await this.#context.inOrder(() => putText(this.#context, document, publish));
    this.#kit.journal.keepLast(KEPT_EVENTS);
    return put;
  }

  async putFaq(
    document: { documentId: string; title: string; pairs: FaqPair[] },
    publish: Publish,
  ): Promise<PutResponse> {
    return this.#context.inOrder(() => putFaq(this.#context, document, publish));
  }

  async expectFile(file: Parameters<KnowledgeRpc['expectFile']>[0]): ReturnType<KnowledgeRpc['expectFile']> {
    return expectFile(this.#context, file);
  }

  async fileCame(documentId: string, readingId: string, came: boolean): Promise<DocumentSummary | null> {
    return fileCame(this.#context, documentId, readingId, came);
  }

  async putUrl(asked: Parameters<KnowledgeRpc['putUrl']>[0]): Promise<DocumentSummary> {
    return readAddress(this.#context, asked);
  }

  async remove(documentId: string): Promise<boolean> {
    return this.#context.inOrder(async () => removeDocument(this.#context, documentId));
  }

  async list(): Promise<DocumentSummary[]> {
    return this.#store.documents();
  }

  async overview(): Promise<{ documents: DocumentSummary[]; version: number }> {
    return { documents: this.#store.documents(), version: versionOf(this.#kit) };
  }

  async document(documentId: string): Promise<DocumentResponse | null> {
    return showDocument(this.#context, documentId);
  }

  async quarantine(): Promise<OwnPassage[]> {
    return this.#store.heldPassages();
  }

  async release(passageId: string, released: boolean): Promise<OwnPassage | null> {
    return releasePassage(this.#context, passageId, released);
  }

  async setQuestions(passageId: string, questions: string[]): Promise<OwnPassage | null> {
    return setQuestions(this.#context, passageId, questions) ? this.#store.passage(passageId) : null;
  }

  async unanswered(question: string, lines: string[]): Promise<void> {
    noteUnanswered(this.#context, question, lines);
  }

  async takeQuestionsBack(lines: string[]): Promise<void> {
    takeQuestionsBack(this.#context, lines);
  }

  async openQuestions(): Promise<OpenQuestion[]> {
    return this.#context.questions.all().map(({ terms: _, ...question }) => question);
  }

  async dismissQuestion(questionId: string): Promise<boolean> {
    return dismissQuestion(this.#context, questionId);
  }

  async answerQuestion(
    asked: Parameters<KnowledgeRpc['answerQuestion']>[0],
    publish: Publish,
  ): ReturnType<KnowledgeRpc['answerQuestion']> {
    return this.#context.inOrder(() => answerQuestion(this.#context, asked, publish));
  }

  async golden(): ReturnType<KnowledgeRpc['golden']> {
    return { questions: this.#context.goldens.all(), lastRun: this.#kit.meta.get('goldenRun') };
  }

  async putGolden(golden: Omit<GoldenQuestion, 'updatedAt'>): Promise<GoldenQuestion | null> {
    return putGolden(this.#context, golden);
  }

  async removeGolden(goldenId: string): Promise<boolean> {
    return this.#context.goldens.remove(goldenId);
  }

  async runGolden(): Promise<GoldenRunResponse> {
    return runGolden(this.#context);
  }

  async search(question: string, limit: number): Promise<ScoredPassage[]> {
    const asked = question.slice(0, MAX_QUESTION_CHARACTERS);
    const near = this.#context.lookout.near(asked);
    // The question goes out to the embedder when this object waits, and what comes back at once needs no looking ahead.
    const isAway = await Promise.race([near.then(() => false), this.#context.sleep(0).then(() => true)]);
    if (isAway) lookAhead(this.#store, asked);
    return search(this.#store, asked, Math.min(Math.max(limit, 1), MAX_RESULTS), await near);
  }

  async playbook(): Promise<Playbook> {
    return readPlaybook(this.#kit);
  }

  async setPlaybook(playbook: Playbook): Promise<Playbook | null> {
    return writePlaybook(this.#kit, playbook);
  }

  async spend(tokens: number): Promise<number | null> {
    return spendTokens(this.#kit, tokens);
  }

  async spendIfLeft(tokens: number, on: string): Promise<boolean> {
    return spendIfLeft(this.#kit, tokens, on);
  }

  async inspect(): Promise<ObjectDetail> {
    const documents = this.#store.documents();
    const listed = documents
      .slice(0, 100)
      .map(({ documentId, passages, characters, updatedAt }) => ({ documentId, passages, characters, updatedAt }));
    return {
      snapshot: this.#snapshot(),
      state: { documents: documents.length, passages: this.#store.countPassages(), listed },
      ...describeKit(this.#kit),
    };
  }

  async events(query: {
    before: number | null;
    correlation: string | null;
    limit: number;
  }): Promise<{ events: ObjectEvent[]; hasMore: boolean }> {
    return this.#kit.journal.page(query);
  }

  override async alarm(): Promise<void> {
    this.#kit.journal.keepLast(KEPT_EVENTS);
    await this.#kit.runTimers();
  }

  #warn(where: string, error: unknown): void {
    createLogger({ object: 'Knowledge', name: this.#name }).warn({ where, error }, 'failed; it will be tried again');
  }

  #snapshot(): ObjectSnapshot {
    return {
      class: 'Knowledge',
      name: this.#name,
      label: null,
      state: `${this.#store.documents().length} documents · ${this.#store.countPassages()} passages`,
      sockets: 0,
      errors: 0,
      ...snapshotKit(this.#kit),
    };
  }
}
