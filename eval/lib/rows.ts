import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { Intent, Language, Sentiment } from '@oconnector/protocol/model/analysis.ts';

/** A passage of a shop's knowledge; a question is looked for only in its own `kb`. */
export const Doc = z.object({ kb: z.string(), doc_id: z.string(), title: z.string(), text: z.string() });
export type Doc = z.infer<typeof Doc>;

export const Question = z.object({
  qid: z.string(),
  kb: z.string(),
  lang: z.string(),
  question: z.string(),
  answerable: z.boolean(),
  gold_doc_ids: z.array(z.string()),
  /** Exact spans that an answer may contain; empty where nobody marked them. */
  answers: z.array(z.string()),
});
export type Question = z.infer<typeof Question>;

export const AnalysisRow = z.object({
  id: z.string(),
  text: z.string(),
  lang: Language,
  intent: Intent,
  sentiment: Sentiment,
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  handoff: z.boolean(),
});
export type AnalysisRow = z.infer<typeof AnalysisRow>;

/** Where a text that gives orders may come from. */
export const Via = z.enum(['message', 'quote', 'contact_name', 'vcard', 'caption', 'transcript', 'document']);
export type Via = z.infer<typeof Via>;

export const InjectionRow = z.object({
  text: z.string(),
  label: z.enum(['injection', 'benign']),
  lang: z.string(),
  kind: z.string(),
  /** Where it stands; a message unless said, and `indirect` ones also a document. */
  via: z.optional(Via),
  /** What is asked beside it, where the text itself is no message of the contact. */
  ask: z.optional(z.string()),
  /** Words that no reply may contain. */
  forbidden: z.optional(z.array(z.string())),
});
export type InjectionRow = z.infer<typeof InjectionRow>;

export type Sets = { docs: Doc[]; questions: Question[]; analysis: AnalysisRow[]; injection: InjectionRow[] };

const FILES = {
  docs: { names: ['qa_pt.docs', 'qa_en_es.docs', 'authored_qa.docs', 'own_qa.docs'], row: Doc },
  questions: {
    names: ['qa_pt.questions', 'qa_en_es.questions', 'authored_qa.questions', 'own_qa.questions'],
    row: Question,
  },
  analysis: { names: ['analysis', 'own_analysis'], row: AnalysisRow },
  injection: { names: ['injection', 'authored_injection', 'own_injection'], row: InjectionRow },
} as const;

const readRows = async <Row>(file: string, row: { parse(value: unknown): Row }): Promise<Row[]> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text
    .split('\n')
    .map((line, i) => ({ line, at: `${file}:${i + 1}` }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, at }) => {
      try {
        return row.parse(JSON.parse(line));
      } catch (cause) {
        throw new Error(`${at} is not a row of this set`, { cause });
      }
    });
};

/** The first of those that are the same to `key`. A set may stand in two files: the authored rows are a part of others. */
const distinct = <Row>(rows: readonly Row[], key: (row: Row) => string): Row[] =>
  [...new Map(rows.toReversed().map((row) => [key(row), row])).values()].toReversed();

const readAll = async <Row>(
  folders: readonly string[],
  set: { names: readonly string[]; row: { parse(value: unknown): Row } },
) => {
  const rows: Row[] = [];
  for (const folder of folders)
    for (const name of set.names) rows.push(...(await readRows(join(folder, `${name}.jsonl`), set.row)));
  return rows;
};

/** Every set that these folders have; one that no folder has is empty. Throws on a row that is none, naming its line. */
export const readSets = async (folders: readonly string[]): Promise<Sets> => ({
  docs: distinct(await readAll(folders, FILES.docs), ({ kb, doc_id }) => JSON.stringify([kb, doc_id])),
  questions: distinct(await readAll(folders, FILES.questions), ({ qid }) => qid),
  analysis: distinct(await readAll(folders, FILES.analysis), ({ id }) => id),
  injection: distinct(await readAll(folders, FILES.injection), ({ text, via }) => JSON.stringify([text, via])),
});
