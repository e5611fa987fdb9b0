import type { DocumentSummary, Source } from '@oconnector/protocol/api/knowledge.ts';
import type {
  FailureCode,
  HeldReason,
  OwnPassage,
  SourceKind,
  SourceState,
} from '@oconnector/protocol/model/knowledge.ts';
import type { Passage } from '@oconnector/protocol/model/passage.ts';
import type { Sql, SqlRow } from '../kit/sql.ts';
import { openRecall, type Findable, type Hit } from './recall.ts';
import { INDEX_VERSION } from './terms-of.ts';

/** A passage to be stored: what is shown, where it stood, and the space-separated terms it is found by. */
export type StoredPassage = OwnPassage & { terms: PassageTerms };

/** A passage with the other questions that it answers. */
export type KeptPassage = Passage & { questions: readonly string[] };

/** `context`: the title of the document, when the passage has a title of its own. */
export type PassageTerms = { title: string; text: string; concepts: string; context: string; questions: string };

/** A passage that a query touched, with its terms and FTS5's bm25 turned so that higher is better. */
export type Candidate = Omit<Findable, 'id'> & { bm25: number };

type DocumentRow = {
  document_id: string;
  title: string;
  kind: SourceKind;
  state: SourceState;
  failure: FailureCode | null;
  done: number | null;
  total: number | null;
  version: number;
  passages: number;
  characters: number;
  held: number;
  source: string | null;
  updated_at: number;
};
type PassageRow = {
  passage_id: string;
  document_id: string;
  position: number;
  title: string;
  text: string;
  questions: string;
};
type OwnRow = PassageRow & {
  start_at: number;
  end_at: number;
  hash: string;
  held: HeldReason | null;
  released: number;
};
type CandidateRow = PassageRow & {
  id: number;
  question_terms: string;
  title_terms: string;
  text_terms: string;
  concept_terms: string;
  context_terms: string;
};

/**
 * bm25 weights of title, text, concepts, context and questions. A title says what its passage is about; the document's title, shared by
 * all of its passages, hardly tells them apart.
 */
const WEIGHTS = '2.0, 1.0, 0.8, 0.3, 2.0';

const sourceOf = (row: DocumentRow): Source | null => (row.source === null ? null : (JSON.parse(row.source) as Source));

const originOf = (source: Source | null): string | null => {
  if (source?.kind === 'file') return source.fileName;
  return source?.kind === 'url' ? source.url : null;
};

const toSummary = (row: DocumentRow): DocumentSummary => ({
  documentId: row.document_id,
  title: JSON.parse(row.title) as string,
  kind: row.kind,
  state: row.state,
  failure: row.failure,
  progress: row.done === null ? null : { done: row.done, total: row.total },
  version: row.version,
  passages: row.passages,
  characters: row.characters,
  held: row.held,
  origin: originOf(sourceOf(row)),
  updatedAt: row.updated_at,
});

const toPassage = (row: PassageRow): Passage => ({
  passageId: row.passage_id,
  documentId: row.document_id,
  title: JSON.parse(row.title) as string,
  text: JSON.parse(row.text) as string,
  position: row.position,
});

const toKept = (row: PassageRow): KeptPassage => ({
  ...toPassage(row),
  questions: JSON.parse(row.questions) as string[],
});

const OWN = 'passage_id, document_id, position, title, text, questions, start_at, end_at, hash, held, released';

const toOwn = (row: OwnRow): OwnPassage => ({
  ...toPassage(row),
  questions: JSON.parse(row.questions) as string[],
  start: row.start_at,
  end: row.end_at,
  hash: row.hash,
  held: row.held,
  released: row.released === 1,
});

/** What waits for a person is stored, and found by nothing. */
const searched = (passages: 'p' | 'passages'): string => `(${passages}.held IS NULL OR ${passages}.released = 1)`;

export const isSearched = ({ held, released }: Pick<OwnPassage, 'held' | 'released'>): boolean =>
  held === null || released;

type NamedRow = PassageRow & { id: number; document_title: string };

const NAMED = `SELECT p.id, p.passage_id, p.document_id, p.position, p.title, p.text, p.questions, d.title AS document_title
  FROM passages p JOIN documents d USING (document_id)`;

const toNamed = (row: NamedRow) => ({
  id: row.id,
  documentTitle: JSON.parse(row.document_title) as string,
  passage: toKept(row),
});

/** Shorter stems have too few letters to be told from others by them. */
const MIN_LETTERS = 4;

const wordsToLearn = ({ title, text, questions }: PassageTerms): string[] =>
  `${title} ${text} ${questions}`.split(' ').filter((stem) => stem.length >= MIN_LETTERS && /^\p{L}+$/u.test(stem));

const CANDIDATE = `p.id, p.passage_id, p.document_id, p.position, p.title, p.text, p.questions,
  t.title AS title_terms, t.text AS text_terms, t.concepts AS concept_terms, t.context AS context_terms,
  t.questions AS question_terms`;

const toFindable = (row: CandidateRow): Findable => ({
  id: row.id,
  passage: toPassage(row),
  questions: JSON.parse(row.questions) as string[],
  stems: new Set(`${row.title_terms} ${row.text_terms} ${row.question_terms}`.split(' ')),
  concepts: new Set(row.concept_terms.split(' ')),
  context: new Set(row.context_terms.split(' ')),
});

/** All SQL of the Knowledge object. */
export type KnowledgeStore = {
  documents(): DocumentSummary[];
  document(documentId: string): DocumentSummary | null;
  /** What it was made of. */
  source(documentId: string): Source | null;
  /** `origin` follows from the source; no source leaves the one it has. */
  putDocument(document: Omit<DocumentSummary, 'origin'>, source?: Source): void;
  removeDocument(documentId: string): boolean;
  passagesOf(documentId: string): OwnPassage[];
  passage(passageId: string): OwnPassage | null;
  /** Held and not released. */
  heldPassages(): OwnPassage[];
  /** Lets a held passage be found, or not any more; to be indexed after that. Null when there is none such. */
  release(passageId: string, released: boolean): { id: number; documentTitle: string; passage: KeptPassage } | null;
  /** The next passages that are searched, by their ids, with the titles of their documents, for building the index again. */
  passagesAfter(id: number, limit: number): { id: number; documentTitle: string; passage: KeptPassage }[];
  /** Its words are to be learnt by whoever inserts it, many passages at once. */
  insertPassage(passage: StoredPassage): void;
  /** Words that questions are understood by when they are written wrongly: of every passage that is searched, and for ever. */
  learn(terms: readonly PassageTerms[]): void;
  /** Forgets words that were only learnt by other code, at most `limit`; says how many there were. */
  forgetOldWords(limit: number): number;
  /** What passages are found by from now on, unless they are held; `id` is that of `passagesAfter`. */
  indexPassages(passages: readonly { id: number; terms: PassageTerms }[]): void;
  /** Removes the passages of a document, with their index rows; says how many there were. */
  removePassages(documentId: string): number;
  countPassages(): number;
  countMatches(match: string): number;
  /** Passages that match an FTS5 expression, best bm25 first. */
  match(match: string, limit: number): Candidate[];
  /** These passages, without a bm25; what is in `besides` is left out. */
  passages(passageIds: readonly string[], besides: readonly Candidate[]): Candidate[];
  /** Replaces the questions that the owner wrote for a passage; null when there is none such. */
  setQuestions(
    passageId: string,
    questions: readonly string[],
  ): { id: number; documentTitle: string; passage: KeptPassage } | null;
  /** Stems of the passages that share letters with one, best first. */
  stemsLike(match: string, limit: number): readonly string[];
};

export const openStore = (sql: Sql): KnowledgeStore => {
  const recall = openRecall();
  const count = (query: string, ...bindings: string[]): number => sql.first<{ n: number }>(query, ...bindings)?.n ?? 0;
  const findable = (column: 'p.id' | 'p.passage_id', keys: readonly (number | string)[]): Findable[] =>
    sql
      .all<CandidateRow & SqlRow>(
        `SELECT ${CANDIDATE} FROM passages p JOIN passage_terms t ON t.rowid = p.id
         WHERE ${column} IN (SELECT value FROM json_each(?))`,
        JSON.stringify(keys),
      )
      .map(toFindable);
  const named = (passageId: string) => {
    const row = sql.first<NamedRow & SqlRow>(`${NAMED} WHERE p.passage_id = ?`, passageId);
    return row === null ? null : toNamed(row);
  };
  // Most words of a passage are known: one statement for each of them is most of the work of training.
  const learn = (terms: readonly PassageTerms[]): void => {
    recall.forget();
    const stems = JSON.stringify([...new Set(terms.flatMap(wordsToLearn))]);
    sql.run(
      'UPDATE vocabulary SET version = ? WHERE stem IN (SELECT value FROM json_each(?)) AND version <> ?',
      INDEX_VERSION,
      stems,
      INDEX_VERSION,
    );
    const fresh = sql.all<{ id: number; stem: string }>(
      `INSERT INTO vocabulary (stem, version) SELECT value, ? FROM json_each(?) WHERE true
       ON CONFLICT DO NOTHING RETURNING id, stem`,
      INDEX_VERSION,
      stems,
    );
    sql.run(
      'INSERT INTO vocabulary_letters (rowid, stem) SELECT value ->> 0, value ->> 1 FROM json_each(?)',
      JSON.stringify(fresh.map(({ id, stem }) => [id, stem])),
    );
  };
  const insertTerms = (id: number, terms: PassageTerms): void =>
    sql.run(
      'INSERT INTO passage_terms (rowid, title, text, concepts, context, questions) VALUES (?, ?, ?, ?, ?, ?)',
      id,
      terms.title,
      terms.text,
      terms.concepts,
      terms.context,
      terms.questions,
    );
  const indexPassages: KnowledgeStore['indexPassages'] = (passages) => {
    const found = passages.filter(({ id }) => {
      sql.run('DELETE FROM passage_terms WHERE rowid = ?', id);
      return sql.first(`SELECT 1 FROM passages WHERE id = ? AND ${searched('passages')}`, id) !== null;
    });
    for (const { id, terms } of found) insertTerms(id, terms);
    learn(found.map(({ terms }) => terms));
  };
  return {
    documents: () =>
      sql.all<DocumentRow & SqlRow>('SELECT * FROM documents ORDER BY updated_at DESC, document_id').map(toSummary),
    document: (documentId) => {
      const row = sql.first<DocumentRow & SqlRow>('SELECT * FROM documents WHERE document_id = ?', documentId);
      return row === null ? null : toSummary(row);
    },
    source: (documentId) => {
      const row = sql.first<DocumentRow & SqlRow>('SELECT * FROM documents WHERE document_id = ?', documentId);
      return row === null ? null : sourceOf(row);
    },
    putDocument: (document, source) =>
      sql.run(
        `INSERT INTO documents (document_id, title, kind, state, failure, done, total, version, passages, characters, held, source, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (document_id) DO UPDATE SET title = excluded.title, kind = excluded.kind, state = excluded.state,
           failure = excluded.failure, done = excluded.done, total = excluded.total, version = excluded.version,
           passages = excluded.passages, characters = excluded.characters, held = excluded.held,
           source = COALESCE(excluded.source, source), updated_at = excluded.updated_at`,
        document.documentId,
        JSON.stringify(document.title),
        document.kind,
        document.state,
        document.failure,
        document.progress?.done ?? null,
        document.progress?.total ?? null,
        document.version,
        document.passages,
        document.characters,
        document.held,
        source === undefined ? null : JSON.stringify(source),
        document.updatedAt,
      ),
    removeDocument: (documentId) =>
      sql.all('DELETE FROM documents WHERE document_id = ? RETURNING document_id', documentId).length > 0,
    passagesOf: (documentId) =>
      sql
        .all<OwnRow & SqlRow>(`SELECT ${OWN} FROM passages WHERE document_id = ? ORDER BY position`, documentId)
        .map(toOwn),
    passage: (passageId) => {
      const row = sql.first<OwnRow & SqlRow>(`SELECT ${OWN} FROM passages WHERE passage_id = ?`, passageId);
      return row === null ? null : toOwn(row);
    },
    heldPassages: () =>
      sql
        .all<OwnRow & SqlRow>(
          `SELECT ${OWN} FROM passages WHERE NOT ${searched('passages')} ORDER BY document_id, position`,
        )
        .map(toOwn),
    release: (passageId, released) => {
      sql.run('UPDATE passages SET released = ? WHERE passage_id = ?', released ? 1 : 0, passageId);
      return named(passageId);
    },
    passagesAfter: (id, limit) =>
      sql
        .all<NamedRow & SqlRow>(`${NAMED} WHERE p.id > ? AND ${searched('p')} ORDER BY p.id LIMIT ?`, id, limit)
        .map(toNamed),
    insertPassage: (passage) => {
      recall.forget();
      const [row] = sql.all<{ id: number }>(
        `INSERT INTO passages (${OWN}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
        passage.passageId,
        passage.documentId,
        passage.position,
        JSON.stringify(passage.title),
        JSON.stringify(passage.text),
        JSON.stringify(passage.questions),
        passage.start,
        passage.end,
        passage.hash,
        passage.held,
        passage.released ? 1 : 0,
      );
      if (!row) throw new Error(`passage ${passage.passageId} was not stored`);
      if (isSearched(passage)) insertTerms(row.id, passage.terms);
    },
    indexPassages,
    learn,
    forgetOldWords: (limit) => {
      recall.forget();
      const old = sql.all<{ id: number }>(
        'DELETE FROM vocabulary WHERE id IN (SELECT id FROM vocabulary WHERE version <> ? LIMIT ?) RETURNING id',
        INDEX_VERSION,
        limit,
      );
      sql.run(
        'DELETE FROM vocabulary_letters WHERE rowid IN (SELECT value FROM json_each(?))',
        JSON.stringify(old.map(({ id }) => id)),
      );
      return old.length;
    },
    removePassages: (documentId) => {
      recall.forget();
      sql.run('DELETE FROM passage_terms WHERE rowid IN (SELECT id FROM passages WHERE document_id = ?)', documentId);
      return sql.all('DELETE FROM passages WHERE document_id = ? RETURNING id', documentId).length;
    },
    countPassages: () => recall.count('', () => count('SELECT COUNT(*) AS n FROM passages')),
    countMatches: (match) =>
      recall.count(match, () => count('SELECT COUNT(*) AS n FROM passage_terms WHERE passage_terms MATCH ?', match)),
    match: (match, limit) => {
      const hits = recall.hits(`${limit} ${match}`, () =>
        sql.all<Hit>(
          `SELECT rowid AS id, bm25(passage_terms, ${WEIGHTS}) AS score
           FROM passage_terms WHERE passage_terms MATCH ? ORDER BY score, rowid LIMIT ?`,
          match,
          limit,
        ),
      );
      const found = recall.findable(
        hits.map(({ id }) => id),
        (ids) => findable('p.id', ids),
      );
      return hits.flatMap(({ id, score }) => {
        const one = found.get(id);
        return one === undefined ? [] : [{ ...one, bm25: -score }];
      });
    },
    passages: (passageIds, besides) => {
      const known = new Set(besides.map(({ passage }) => passage.passageId));
      const wanted = passageIds.filter((passageId) => !known.has(passageId));
      const found = recall.findable(wanted, (missing) => findable('p.passage_id', missing));
      return [...found.values()].toSorted((one, other) => one.id - other.id).map((one) => ({ ...one, bm25: 0 }));
    },
    setQuestions: (passageId, questions) => {
      recall.forget();
      sql.run('UPDATE passages SET questions = ? WHERE passage_id = ?', JSON.stringify(questions), passageId);
      return named(passageId);
    },
    stemsLike: (match, limit) =>
      recall.stems(`${limit} ${match}`, () =>
        sql
          .all<{ stem: string }>(
            'SELECT stem FROM vocabulary_letters WHERE vocabulary_letters MATCH ? ORDER BY rank LIMIT ?',
            match,
            limit,
          )
          .map(({ stem }) => stem),
      ),
  };
};
