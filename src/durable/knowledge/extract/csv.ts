import Papa from 'papaparse';

const QUESTION = /^(?:pergunta|quest[aã]o|d[uú]vida|question|pregunta)s?$/iu;
const ANSWER = /^(?:resposta|answer|respuesta)s?$/iu;

/** A cell on one line: a line of its own would be read as something else. */
const flat = (cell: string | undefined): string => (cell ?? '').replace(/\s+/gu, ' ').trim();

/**
 * A table as text. Columns of questions and answers become pairs; else each row becomes a section under its first cell, with the other cells
 * under the names of their columns. Null when it is no table.
 */
export const readCsv = (csv: string): string | null => {
  const { data, errors } = Papa.parse<string[]>(csv, { skipEmptyLines: 'greedy' });
  const [head, ...rows] = data;
  if (head === undefined || errors.some(({ type }) => type === 'Quotes')) return null;
  const names = head.map(flat);
  const [question, answer] = [QUESTION, ANSWER].map((pattern) => names.findIndex((name) => pattern.test(name)));
  if (question !== undefined && answer !== undefined && question >= 0 && answer >= 0)
    return rows
      .filter((row) => flat(row[question]) !== '' && flat(row[answer]) !== '')
      .map((row) => `P: ${flat(row[question])}\nR: ${flat(row[answer])}`)
      .join('\n\n');
  return rows
    .map((row) => {
      const cells = row.map((cell, i) => [names[i] ?? '', flat(cell)] as const).filter(([, cell]) => cell !== '');
      const told = cells.map(([name, cell]) => (name === '' ? cell : `${name}: ${cell}`)).join('; ');
      return `# ${flat(row[0])}\n${told}`;
    })
    .join('\n\n');
};
