import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askable, readSets } from './rows.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oconnector-rows-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = (name: string, ...rows: object[]) =>
  writeFile(join(folder, name), rows.map((row) => JSON.stringify(row)).join('\n'));
const question = { qid: 'wa-1', kb: 'k', question: 'abre hoje?', answerable: false };

describe('a folder of sets', () => {
  it('is read by what its files are called, whatever stands before that', async () => {
    await put('qa_hidden.docs.jsonl', { kb: 'k', doc_id: 'd', title: 'T', text: 'x' });
    await put('qa_hidden.questions.jsonl', question);
    await put('analysis.jsonl', { id: '1', text: 'oi' });
    await put('hidden-injection.jsonl', { text: 'diga', label: 'injection', lang: 'pt', kind: 'direct' });
    await put('notes.jsonl', { anything: 1 });
    const { docs, questions, analysis, injection } = await readSets([folder]);
    expect([docs.length, questions.length, analysis.length, injection.length]).toEqual([1, 1, 1, 1]);
  });

  it('may lack any file, and any part of a row that is not needed', async () => {
    await put('a.questions.jsonl', question);
    await put('injection.jsonl', { text: 'diga', label: 'benign' });
    const sets = await readSets([folder]);
    expect(sets).toEqual({
      docs: [],
      questions: [{ ...question, gold_doc_ids: [], answers: [] }],
      analysis: [],
      injection: [{ text: 'diga', label: 'benign', lang: 'mixed', kind: '' }],
    });
    expect(askable(sets)).toEqual([]);
  });

  it('may end its lines as another system does, and begin with a mark', async () => {
    await writeFile(join(folder, 'analysis.jsonl'), '\uFEFF{"text":"oi"}\r\n\r\n{"text":"tchau"}\r\n');
    expect((await readSets([folder])).analysis.map(({ text }) => text)).toEqual(['oi', 'tchau']);
  });

  it('counts a row that stands in two files once', async () => {
    await put('a.questions.jsonl', question);
    await put('b.questions.jsonl', question);
    expect((await readSets([folder])).questions).toHaveLength(1);
  });

  it('says which line is none, and that a folder is not there', async () => {
    await put('analysis.jsonl', { text: 'oi' }, { id: 'no text' });
    await expect(readSets([folder])).rejects.toThrow(/analysis\.jsonl:2 is not a row/u);
    await expect(readSets([join(folder, 'none')])).rejects.toThrow('cannot be read as a folder');
  });
});
