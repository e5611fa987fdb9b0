import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MemoryLine, TurnInput, TurnTools } from '../assistant.ts';
import { embeddedAssistant } from './embedded.ts';
import { WORDING } from './wording/languages.ts';
import { quietRecord, toolsOf, turnOf } from '../turn.fixture.ts';

const passage = (text: string, coverage: number, title = 'Título', id = '1'): ScoredPassage => ({
  passageId: `pas_${id}`,
  documentId: 'doc_1',
  title,
  text,
  position: 0,
  score: 5,
  coverage,
  confidence: coverage,
});

const turn = (
  texts: string[],
  more: { window?: MemoryLine[]; contactName?: string | null; clienteName?: string; unansweredInARow?: number } = {},
): TurnInput =>
  turnOf(texts, {
    ...(more.clienteName !== undefined && { clienteName: more.clienteName }),
    ...(more.contactName !== undefined && { contactName: more.contactName }),
    memory: { window: more.window ?? [], summary: null, facts: [], humanEnded: null },
    record: { ...quietRecord, unansweredInARow: more.unansweredInARow ?? 0 },
  });

const tools = (find: (question: string) => ScoredPassage[] = () => []): TurnTools & { asked: string[] } => {
  const asked: string[] = [];
  let time = 1_000;
  const search = (question: string) => {
    asked.push(question);
    return find(question);
  };
  return { asked, ...toolsOf(search, { now: () => (time += 5) }) };
};

const offered = (text = WORDING.pt.offer): MemoryLine[] => [
  { seq: 1, from: 'contact', text: 'vendem pneu?', at: 0 },
  { seq: 2, from: 'bot', text, at: 0 },
];

test('an answer is the passage in its own words, with a citation that quotes it', async () => {
  const text = 'Entregamos no mesmo dia. A taxa é de R$ 12,00.';
  const reply = await embeddedAssistant.reply(
    turn(['vcs entregam hj?']),
    tools(() => [passage(text, 0.9, 'Entrega')]),
  );
  expect(reply.outcome).toBe('answered');
  expect(reply.bubbles.join('\n')).toContain(text);
  expect(reply.citations).toEqual([{ passageId: 'pas_1', title: 'Entrega', quote: text }]);
});

test('a greeting before the question is returned in the same words, with the name', async () => {
  const reply = await embeddedAssistant.reply(
    turn(['bom dia', 'vcs entregam?']),
    tools(() => [passage('Entregamos sim.', 0.9)]),
  );
  expect(reply.bubbles[0]).toBe('Bom dia, Ana! Entregamos sim.');
});

test('below the floor it says that it does not know and offers a person', async () => {
  const reply = await embeddedAssistant.reply(
    turn(['vocês vendem pneu de trator?']),
    tools(() => [passage('Vendemos plantas.', 0.2)]),
  );
  expect(reply.outcome).toBe('unknown');
  expect(reply.citations).toEqual([]);
  expect(reply.bubbles[0]).toMatch(/não tenho essa informação aqui.*não sei/u);
  expect(reply.bubbles.at(-1)).toBe('Quer que eu chame uma pessoa da equipe?');
});

test('the second time it says so in other words, and the second time in a row a person goes on', async () => {
  const [first, later, again] = await Promise.all(
    [quietRecord, { ...quietRecord, unansweredOfTen: 1 }, { ...quietRecord, unansweredInARow: 1 }].map((record) =>
      embeddedAssistant.reply(turnOf(['vendem pneu?'], { record }), tools()),
    ),
  );
  expect(later?.bubbles[0]).not.toBe(first?.bubbles[0]);
  expect(later?.bubbles[0]).toMatch(/não sei.*não tenho essa informação aqui/u);
  expect(again?.handoff).toEqual({ reason: 'unanswered' });
});

test.each([
  ['sim', WORDING.pt.offer],
  ['Pode chamar!', WORDING.pt.offer],
  ['👍', WORDING.pt.offer],
  ['yes please', WORDING.en.offer],
  ['sim', `${WORDING.pt.partlyUnknown} ${WORDING.pt.offer}`],
])('%j after the offer hands over', async (text, offer) => {
  const reply = await embeddedAssistant.reply(turn([text], { window: offered(offer) }), tools());
  expect(reply).toMatchObject({ outcome: 'handoff', handoff: { reason: 'asked_for_human' } });
});

test('a yes hands over only right after the offer', async () => {
  const later: MemoryLine[] = [...offered(), { seq: 3, from: 'human', text: 'Já te respondo', at: 0 }];
  expect((await embeddedAssistant.reply(turn(['sim'], { window: later }), tools())).outcome).toBe('social');
  expect((await embeddedAssistant.reply(turn(['sim']), tools())).outcome).toBe('social');
});

test('who asks for a person gets one, without a search', async () => {
  const recorded = tools(() => [passage('Temos pessoas.', 1)]);
  const reply = await embeddedAssistant.reply(turn(['oi', 'quero falar com uma pessoa']), recorded);
  expect(reply).toMatchObject({ outcome: 'handoff', handoff: { reason: 'asked_for_human' } });
  expect(reply.bubbles.length).toBeGreaterThan(0);
  expect(recorded.asked).toEqual([]);
});

test.each([['oi'], ['obrigada!'], ['tchau'], ['ok'], ['vc é robô?'], ['👍'], ['???'], ['']])(
  '%j is answered socially, without a search',
  async (text) => {
    const recorded = tools();
    const reply = await embeddedAssistant.reply(turn([text]), recorded);
    expect(reply.outcome).toBe('social');
    expect(reply.bubbles.every((bubble) => bubble.trim() !== '')).toBe(true);
    expect(reply.bubbles.length).toBeGreaterThan(0);
    expect(recorded.asked).toEqual([]);
  },
);

test('asked whether it is a robot, it says so', async () => {
  const reply = await embeddedAssistant.reply(turn(['estou falando com um robô?']), tools());
  expect(reply.bubbles.join(' ')).toContain('assistente virtual');
});

test('two questions of a burst get two passages; one that has none is owned up to', async () => {
  const find = (question: string) =>
    [
      passage('Aceitamos Pix.', question.includes('pix') ? 0.6 : 0, 'Pagamento', 'pix'),
      passage('Fica na Rua A.', question.includes('fica') ? 0.6 : 0, 'Endereço', 'rua'),
    ].filter(({ coverage }) => coverage > 0);
  const both = await embeddedAssistant.reply(turn(['aceita pix? e onde fica?']), tools(find));
  expect(both.citations.map(({ passageId }) => passageId)).toEqual(['pas_pix', 'pas_rua']);
  const half = await embeddedAssistant.reply(turn(['aceita pix?', 'vendem pneu?']), tools(find));
  expect(half.citations.map(({ passageId }) => passageId)).toEqual(['pas_pix']);
  expect(half.bubbles.at(-1)).toContain('não tenho essa informação aqui');
  expect(half.bubbles.at(-1)).toContain(WORDING.pt.offer);
});

test('when the whole burst is weak, the last question alone may still be answered', async () => {
  const find = (question: string) => [passage('Abrimos às 9h.', question === 'so saber o horario' ? 1 : 0.2)];
  const reply = await embeddedAssistant.reply(turn(['não quero falar com atendente, só saber o horário']), tools(find));
  expect(reply.outcome).toBe('answered');
});

test('it answers in the language of the customer', async () => {
  const reply = await embeddedAssistant.reply(turn(['do you sell tractor tyres?']), tools());
  expect(reply.bubbles.at(-1)).toBe(WORDING.en.offer);
});

test('long answers come in bubbles of readable size, never cutting a link', async () => {
  const link = `https://loja.example/${'a'.repeat(400)}`;
  const text = `${'Entregamos em toda a cidade com muito cuidado '.repeat(12).trim()}. Veja ${link} para pedir a entrega.`;
  const reply = await embeddedAssistant.reply(
    turn(['entrega?']),
    tools(() => [passage(text, 1)]),
  );
  const words = reply.bubbles.join(' ').split(/\s+/u);
  expect(words).toContain(link);
  for (const bubble of reply.bubbles) expect(bubble.length <= 400 || bubble.includes(link)).toBe(true);
});

test('of a text without an end a part is said, with the offer of a person: a reply that is too long would be none', async () => {
  const text = 'Cada participante traz documento e segue as orientações da equipe '.repeat(60);
  const reply = await embeddedAssistant.reply(
    turn(['o que o participante traz?']),
    tools(() => [passage(text, 1)]),
  );
  expect(reply.outcome).toBe('answered');
  expect(reply.bubbles).toHaveLength(5);
  expect(reply.bubbles.at(3)).toMatch(/\[…\]$/u);
  expect(reply.bubbles.at(-1)).toBe(WORDING.pt.offer);
});

test.each([
  ['vocês parcelam?', 'Sim.', 'Sim.'],
  ['vocês parcelam em 12x?', 'Sim.', 'Vocês parcelam? Sim.'],
  ['vocês parcelam em 12x?', 'Sim', 'Vocês parcelam? Sim'],
  ['vocês parcelam em 12x?', 'Sim. Parcelamos no cartão.', 'Parcelamos no cartão.'],
  ['vocês parcelam em 12x?', 'Sim, parcelamos no cartão.', 'parcelamos no cartão.'],
  ['vocês parcelam?', 'Sim, parcelamos no cartão.', 'Sim, parcelamos no cartão.'],
])(
  'T6 a yes is said to the question that it answers, and to no figure beside it: %j, %j',
  async (asked, text, said) => {
    const reply = await embeddedAssistant.reply(
      turn([asked], { window: offered('Oi!') }),
      tools(() => [passage(text, 1, 'Vocês parcelam?')]),
    );
    expect(reply.bubbles[0]).toBe(said);
    for (const { quote } of reply.citations) expect(text).toContain(quote);
  },
);

test('the trace tells each step with its milliseconds and no body', async () => {
  const secret = 'Entregamos no mesmo dia útil.';
  const reply = await embeddedAssistant.reply(
    turn(['entrega?']),
    tools(() => [passage(secret, 0.9)]),
  );
  expect(reply.trace.map(({ step, ms }) => [step, ms > 0])).toEqual([
    ['normalise', true],
    ['retrieve', true],
    ['choose', true],
    ['compose', true],
  ]);
  expect(reply.trace[1]?.data).toEqual({
    lookups: 1,
    passages: ['pas_1'],
    scores: ['5.00'],
    coverage: ['0.90'],
    confidence: ['0.90'],
  });
  expect(JSON.stringify(reply.trace)).not.toContain(secret);
});

test('a turn that is out of time stops instead of answering', async () => {
  const late = { ...tools(() => [passage('Entregamos.', 1)]), signal: AbortSignal.abort(new Error('40 s')) };
  await expect(embeddedAssistant.reply(turn(['entrega?']), late)).rejects.toThrow('40 s');
});

test('analyse returns the language and facts with verbatim quotes', async () => {
  const analysis = await embeddedAssistant.analyse(turn(['oi', 'me chamo Bia e moro em Campinas']), tools());
  expect(analysis.language).toBe('pt');
  expect(analysis.facts).toEqual([
    { key: 'name', value: 'Bia', quote: 'me chamo Bia', messageSeq: 2 },
    { key: 'city', value: 'Campinas', quote: 'moro em Campinas', messageSeq: 2 },
  ]);
});

test('of a burst without end the newest messages are read, whole, and the searches stay few and short', async () => {
  const long = (name: string) => `me chamo ${name} ${'rosa vermelha? '.repeat(272)}`.slice(0, 4_095);
  const burst = [
    ...Array.from({ length: 49 }, (_, i) => long(`Nome${'abcdefghij'[i % 10]}`)),
    'meu email é ana@x.example, vocês entregam hoje?',
  ];
  const recorded = tools();
  await embeddedAssistant.reply(turn(burst), recorded);
  expect(recorded.asked.length).toBeLessThanOrEqual(6);
  expect(recorded.asked[0]).toContain('entregam hoje');
  for (const question of recorded.asked) expect(question.length).toBeLessThanOrEqual(8_192 + 50);
  const { facts } = await embeddedAssistant.analyse(turn(burst), tools());
  expect(facts.map(({ key, messageSeq }) => [key, messageSeq])).toEqual([
    ['name', 49],
    ['email', 50],
  ]);
});

test('one message longer than all that is read is read from its beginning', async () => {
  const recorded = tools();
  await embeddedAssistant.reply(turn([`quanto custa a entrega? ${'a '.repeat(30_000)}`]), recorded);
  expect(recorded.asked.join(' ')).toContain('quanto custa a entrega');
  expect(recorded.asked.join(' ').length).toBeLessThan(20_000);
});

/** Numbers (also prices and times) and links of a text. */
const claimsIn = (text: string): string[] => text.match(/https?:\/\/\S+|\p{N}+(?:[.,:]\p{N}+)*/gu) ?? [];

test('T6 nothing is invented: every number, price and link of a reply stands in a quote or in what the customer wrote', async () => {
  const number = fc.oneof(
    fc.integer({ min: 0, max: 99_999 }).map(String),
    fc.constantFrom('R$ 12,90', '9h30', '1.200,00', '50%', 'https://x.example/p?id=7'),
  );
  const sentence = fc
    .tuple(
      fc.constantFrom('A entrega custa', '- Abrimos às', 'Parcelamos em', 'Veja', 'Rua A,'),
      number,
      fc.constantFrom('.', '!', '\n', '. '),
    )
    .map((parts) => `${parts[0]} ${parts[1]}${parts[2]}`);
  const found = fc.array(
    fc.record({
      text: fc.array(sentence, { minLength: 1, maxLength: 12 }).map((list) => list.join(' ')),
      coverage: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { maxLength: 4 },
  );
  const message = fc.oneof(
    fc.constantFrom(
      'oi',
      'quanto custa a entrega?',
      'que horas abre?',
      'aceita pix? e onde fica?',
      'sim',
      'quero um atendente',
      'are you a bot?',
      '¿cuánto cuesta?',
      '👍',
    ),
    number,
    fc.string({ maxLength: 30 }),
  );
  const anyName = fc.oneof(
    fc.constantFrom('Ana', 'Loja 24h', 'R$ 10', 'https://evil.example/9', 'Ana 2', '1º Lugar'),
    fc.string({ maxLength: 20 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { minLength: 1, maxLength: 3 }),
      found,
      anyName,
      anyName,
      fc.boolean(),
      async (texts, passages, contactName, clienteName, again) => {
        const scored = passages.map(({ text, coverage }, i) => passage(text, coverage, 'T', String(i)));
        const reply = await embeddedAssistant.reply(
          turn(texts, { contactName, clienteName, window: again ? offered() : [] }),
          tools(() => scored),
        );
        // Of all numbers only those of public help are said unasked, to whoever is in danger.
        const help = reply.handoff?.reason === 'emergency' ? ['188', '192', '193'] : [];
        const sources = [...reply.citations.map(({ quote }) => quote), ...texts, ...help].join('\n');
        for (const claim of reply.bubbles.flatMap(claimsIn)) expect(sources).toContain(claim);
        for (const { passageId, quote } of reply.citations)
          expect(scored.find((one) => one.passageId === passageId)?.text).toContain(quote);
        expect(reply.bubbles.length).toBeGreaterThan(0);
        if (reply.outcome === 'answered') expect(reply.citations.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 300 },
  );
});

const wedding = passage('Fazemos arranjos para casamentos com 10 dias de antecedência.', 0.9, 'Casamentos');
const introduced = 'me chamo Carla, preciso de flores pra um casamento dia 20/12, uns 300 reais';

test('T19 a need that is told with name, day and money is looked for without them, and its sender is greeted by name', async () => {
  const found = tools((question) => (question === 'flores pra um casamento' ? [wedding] : []));
  const reply = await embeddedAssistant.reply(turn([introduced]), found);
  expect(reply.outcome).toBe('answered');
  expect(reply.bubbles[0]).toBe(`Prazer, Carla! ${wedding.text}`);
  const strong = tools(() => [wedding]);
  await embeddedAssistant.reply(turn([introduced]), strong);
  expect(strong.asked).toHaveLength(1);
});

test('T19 a need that nobody wrote an answer to gets the offer of a person; who only introduces itself is asked what for', async () => {
  const told = await embeddedAssistant.reply(turn([introduced]), tools());
  expect(told.bubbles).toEqual(['Prazer, Carla! Anotado por aqui.', WORDING.pt.offer]);
  const { bubbles } = await embeddedAssistant.reply(turn(['me chamo Carla e sou de Recife']), tools());
  expect(bubbles).toEqual(['Prazer, Carla! Anotado por aqui.', WORDING.pt.again]);
});
