const THINGS = ['entrega', 'troca', 'garantia', 'pagamento', 'frete', 'horário', 'vaso', 'banho', 'curso', 'boleto'];
const SAYS = ['vale para', 'depende de', 'inclui', 'não inclui', 'acompanha', 'custa menos com'];

/** A text of many short parts, `characters` long at least, each of its own number: what a business writes in years. */
export const longText = (characters: number): string => {
  let text = '';
  for (let i = 0; text.length < characters; i++) {
    const pick = (from: readonly string[], by: number): string => from[Math.floor(i / by) % from.length] ?? '';
    const sentences = Array.from(
      { length: 3 },
      (_, j) =>
        `${pick(THINGS, j + 1)} ${pick(SAYS, j + 2)} ${pick(THINGS, j + 3)} do lote ${i}x${j} da série s${(i * 7 + j) % 991}ra.`,
    );
    text += `# Parte ${i}\n${sentences.join(' ')}\n\n`;
  }
  return text;
};
