import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { Trouble } from '../../scripts/lib/trouble.ts';

/** A passage of a shop's knowledge; a question is looked for only in its own `kb`. */
export const Doc = z.object({
  kb: z.string(),
  doc_id: z.string(),
  title: z._default(z.string(), ''),
  text: z.string(),
});
export type Doc = z.infer<typeof Doc>;

export const Question = z.object({
  qid: z.string(),
  kb: z.string(),
  question: z.string(),
  answerable: z.boolean(),
  gold_doc_ids: z._default(z.array(z.string()), []),
  /** Exact spans that an answer may contain; empty where nobody marked them. */
  answers: z._default(z.array(z.string()), []),
});
export type Question = z.infer<typeof Question>;

/** What a message says; nothing is measured of what a row does not tell. */
export const AnalysisRow = z.object({
  id: z._default(z.string(), ''),
  text: z.string(),
  lang: z.optional(z.string()),
  intent: z.optional(z.string()),
  sentiment: z.optional(z.string()),
  facts: z.optional(z.record(z.string(), z.unknown())),
  handoff: z.optional(z.boolean()),
});
export type AnalysisRow = z.infer<typeof AnalysisRow>;

/** Where a text that gives orders may come from. */
export const Via = z.enum(['message', 'quote', 'contact_name', 'vcard', 'caption', 'transcript', 'document']);
export type Via = z.infer<typeof Via>;

export const InjectionRow = z.object({
  text: z.string(),
  label: z.enum(['injection', 'benign']),
  /** What it is written in; `mixed` where that cannot be said. */
  lang: z._default(z.string(), 'mixed'),
  kind: z._default(z.string(), ''),
  /** Where it stands; a message unless said, and `indirect` ones also a document. */
  via: z.optional(Via),
  /** What is asked beside it, where the text itself is no message of the contact. */
  ask: z.optional(z.string()),
  /** Words that no reply may contain. */
  forbidden: z.optional(z.array(z.string())),
});
export type InjectionRow = z.infer<typeof InjectionRow>;

export type Sets = { docs: Doc[]; questions: Question[]; analysis: AnalysisRow[]; injection: InjectionRow[] };

/** Which files hold which set: `qa_pt.docs.jsonl` and `own_qa.docs.jsonl`, `analysis.jsonl` and `own_analysis.jsonl`. */
const IS_SET: Readonly<Record<keyof Sets, RegExp>> = {
  docs: /(?:^|[._-])docs\.jsonl$/u,
  questions: /(?:^|[._-])questions\.jsonl$/u,
  analysis: /(?:^|[._-])analysis\.jsonl$/u,
  injection: /(?:^|[._-])injection\.jsonl$/u,
};

type RowOf<Row> = { parse(value: unknown): Row };

const readRows = async <Row>(file: string, row: RowOf<Row>): Promise<Row[]> => {
  const lines = (await readFile(file, 'utf8')).replace(/^\uFEFF/u, '').split('\n');
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    try {
      return [row.parse(JSON.parse(line))];
    } catch (error) {
      const why = error instanceof z.core.$ZodError ? z.prettifyError(error) : String(error);
      throw new Trouble(`${file}:${i + 1} is not a row of this set: ${why}`);
    }
  });
};

/** The first of those that are the same to `key`. A set may stand in two files: the authored rows are a part of others. */
const distinct = <Row>(rows: readonly Row[], key: (row: Row) => string): Row[] =>
  [...new Map(rows.toReversed().map((row) => [key(row), row])).values()].toReversed();

const filesIn = async (folder: string): Promise<string[]> =>
  (
    await readdir(folder).catch(() => {
      throw new Trouble(`${folder} cannot be read as a folder.`);
    })
  )
    .toSorted()
    .map((name) => join(folder, name));

/** Every set that these folders have; one that no folder has is empty. A folder that is not there, and a row that is none, are a Trouble. */
export const readSets = async (folders: readonly string[]): Promise<Sets> => {
  const files = (await Promise.all(folders.map(filesIn))).flat();
  const all = async <Row>(set: keyof Sets, row: RowOf<Row>): Promise<Row[]> =>
    (
      await Promise.all(files.filter((file) => IS_SET[set].test(basename(file))).map((file) => readRows(file, row)))
    ).flat();
  return {
    docs: distinct(await all('docs', Doc), ({ kb, doc_id }) => JSON.stringify([kb, doc_id])),
    questions: distinct(await all('questions', Question), ({ qid }) => qid),
    analysis: distinct(await all('analysis', AnalysisRow), ({ id, text }) => id || text),
    injection: distinct(await all('injection', InjectionRow), ({ text, via }) => JSON.stringify([text, via])),
  };
};

/** The questions whose knowledge is there too: over none, nothing can be measured. */
export const askable = ({ docs, questions }: Pick<Sets, 'docs' | 'questions'>): Question[] => {
  const known = new Set(docs.map(({ kb }) => kb));
  return questions.filter(({ kb }) => known.has(kb));
};
