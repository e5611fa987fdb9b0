import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startModelServer, type ModelAnswer, type ModelServer } from '../../../test/support/model-server.ts';
import { embeddedAssistant } from '../embedded/embedded.ts';
import { MAX_PROMPT_TOKENS } from '../budget.ts';
import { turnOf } from '../turn.fixture.ts';
import { wellSaid } from '../../../test/support/model-answer.ts';
import { rigOver, shopTools, SHORT, stepsOf, type Rig, warmUp } from './llm.fixture.ts';
import { compatibleModels, MAX_OUTPUT_TOKENS } from './models.ts';

const QUESTION = turnOf(['qual a taxa de entrega em Campinas?']);
const GOOD = wellSaid('A taxa de entrega em Campinas é R$ 12 😊');

let rig: Rig & { server: ModelServer };
beforeAll(async () => {
  const server = await startModelServer();
  server.answer = () => GOOD;
  await warmUp(compatibleModels(server.url, 'key', ['m1']));
  await server.kill();
}, 90_000);
beforeEach(async () => {
  rig = rigOver(await startModelServer());
});
afterEach(() => rig.server.kill());

const extractive = async () => (await embeddedAssistant.reply(QUESTION, shopTools())).bubbles;

describe('a model that does its work', () => {
  test('is asked once, and its answer is said with what it rests on', async () => {
    rig.server.answer = () => GOOD;
    const tools = shopTools();
    const reply = await rig.assistant.reply(QUESTION, tools);
    expect(reply).toMatchObject({
      outcome: 'answered',
      bubbles: ['A taxa de entrega em Campinas é R$ 12 😊'],
      handoff: null,
    });
    expect(reply.citations.map(({ passageId }) => passageId)).toContain('pas_entrega');
    expect(reply.analysis?.language).toBe('pt');
    expect(rig.server.requests).toHaveLength(1);
    expect(tools.cost).toEqual([960]);
    expect(stepsOf(reply, 'model')).toMatchObject([{ model: 'm1', ok: true, inputTokens: 900, outputTokens: 60 }]);
    expect(stepsOf(reply, 'guards')).toMatchObject([{ model: 'm1', acted: [], cited: ['pas_entrega'] }]);
  });

  test('is told how much it may write and how freely, its schema, its key, and no more than fits', async () => {
    rig.server.answer = () => GOOD;
    await rig.assistant.reply(QUESTION, shopTools());
    const [asked] = rig.server.requests;
    expect(asked).toMatchObject({
      model: 'm1',
      maxTokens: MAX_OUTPUT_TOKENS,
      temperature: 0.2,
      format: 'json_schema',
      authorization: 'Bearer key',
    });
    expect(`${asked?.system}${asked?.user}`.length / 3.2).toBeLessThanOrEqual(MAX_PROMPT_TOKENS);
    expect(asked?.user).toContain('R$ 12,00');
    expect(asked?.system).not.toContain('Campinas');
  });

  test('T40 what shows nothing is taken out before an answer is looked at', async () => {
    rig.server.answer = () => wellSaid('A taxa de entrega em Campinas está em evil\u200b.com');
    expect((await rig.assistant.reply(QUESTION, shopTools())).bubbles).toEqual(await extractive());
    rig.server.answer = () => wellSaid('A taxa de entrega\u2063 em Campinas é R$ 1\u200b2');
    expect((await rig.assistant.reply(QUESTION, shopTools())).bubbles).toEqual([
      'A taxa de entrega em Campinas é R$ 12',
    ]);
  });

  test('may wrap its JSON in words', async () => {
    rig.server.answer = () => `Claro! Aqui está:\n\`\`\`json\n${GOOD}\n\`\`\``;
    expect((await rig.assistant.reply(QUESTION, shopTools())).bubbles).toEqual([
      'A taxa de entrega em Campinas é R$ 12 😊',
    ]);
  });

  test('may say that the passages do not answer; then nobody quotes them as if they did', async () => {
    rig.server.answer = () => wellSaid('não sei', [], { kind: 'unknown' });
    const reply = await rig.assistant.reply(QUESTION, shopTools());
    expect(reply.outcome).toBe('unknown');
    expect(reply.bubbles.join(' ')).not.toContain('12');
  });

  test('may have a person offered, never hand over', async () => {
    rig.server.answer = () => wellSaid('Entregamos em Campinas.', ['K1'], { needs_human: true, handoff: true });
    const reply = await rig.assistant.reply(QUESTION, shopTools());
    expect(reply).toMatchObject({ outcome: 'answered', handoff: null, asks: null });
    expect(reply.bubbles.at(-1)).toContain('pessoa da equipe');
  });

  test('teaches facts that stand in the message, in its words, and no signal', async () => {
    const facts = [
      { key: 'occasion', value: 'aniversário da Lia', quote: 'é para o aniversário da Lia', message: 1 },
      { key: 'need', value: 'vinte vasos', quote: 'quero vinte vasos', message: 1 },
      { key: 'deadline', value: 'amanhã', quote: 'é para o aniversário da Lia', message: 1 },
      { key: 'city', value: 'Campinas', quote: 'Campinas', message: 9 },
      { key: 'budget', value: '1', quote: 'Campinas', message: 1 },
    ];
    rig.server.answer = () =>
      wellSaid('A taxa em Campinas é R$ 12.', ['K1'], { facts, signals: [{ kind: 'wants_to_buy' }], score: 100 });
    const turn = turnOf(['é para o aniversário da Lia, qual a taxa de entrega em Campinas?']);
    const { analysis } = await rig.assistant.reply(turn, shopTools());
    const rules = await embeddedAssistant.analyse(turn, shopTools());
    expect(analysis?.facts.filter(({ key }) => !rules.facts.some((fact) => fact.key === key))).toEqual([
      { key: 'occasion', value: 'aniversário da Lia', quote: 'é para o aniversário da Lia', messageSeq: 1 },
    ]);
    expect(analysis?.signals).toEqual(rules.signals);
  });
});

describe('T41 what stands instead, and nobody waits for', () => {
  const BAD: [string, ModelAnswer, number][] = [
    ['garbage', 'asdf {{{ not json at all', 3],
    ['the wrong JSON', JSON.stringify({ answer: 42, ok: true }), 3],
    ['nothing', '', 3],
    [
      'a call of a tool that nobody has',
      {
        message: {
          content: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'refund', arguments: '{"all":true}' } }],
        },
      },
      3,
    ],
    ['a page of HTML', { status: 200, body: '<html>login</html>' }, 2],
    ['429', { status: 429, body: '{"error":{"message":"rate"}}', headers: { 'retry-after': '60' } }, 2],
    ['500', { status: 500, body: 'oops' }, 2],
    ['401', { status: 401, body: '{"error":{"message":"bad key"}}' }, 2],
    ['a line that breaks', { cut: '{"choices":[{"mess' }, 2],
    ['a redirect', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/steal' } }, 2],
    ['300 KB', `${GOOD}${' '.repeat(300_000)}`, 2],
  ];
  test.each(BAD)('%s: the extractive answer, once', async (_, answer, calls) => {
    rig.server.answer = () => answer;
    const reply = await rig.assistant.reply(QUESTION, shopTools());
    expect(reply.bubbles).toEqual(await extractive());
    expect(rig.server.requests).toHaveLength(calls);
    expect(stepsOf(reply, 'fallback')).toMatchObject([{ why: 'no_model' }]);
  });

  const UNFIT: [string, string, string][] = [
    ['50 KB of words', wellSaid(`A taxa é R$ 12. ${'Entregamos em Campinas. '.repeat(700)}`), 'length'],
    ['another language', wellSaid('The delivery fee in the city is R$ 12 and we deliver there.'), 'language'],
    ['a price that nobody gave', wellSaid('A taxa de entrega em Campinas é R$ 9,90.'), 'price'],
    ['a promise', wellSaid('A taxa é R$ 12, e vou te ligar amanhã.'), 'promise'],
    ['no source', wellSaid('A taxa de entrega em Campinas é R$ 12.', []), 'uncited'],
    ['a source that is not there', wellSaid('A taxa de entrega em Campinas é R$ 12.', ['K9']), 'uncited'],
    ['what no source says', wellSaid('Piratas bebem rum no convés.'), 'unsupported'],
  ];
  test.each(UNFIT)('%s: the extractive answer, and the trace says which guard acted', async (_, answer, why) => {
    rig.server.answer = () => answer;
    const reply = await rig.assistant.reply(QUESTION, shopTools());
    expect(reply.bubbles).toEqual(await extractive());
    expect(stepsOf(reply, 'guards')[0]?.['acted']).toContain(why);
  });

  test('a server that hangs costs no more than its time', async () => {
    await rig.server.kill();
    rig = rigOver(await startModelServer(), ['m1', 'm2'], { ...SHORT, callMs: 1_600, modelsMs: 4_000 });
    rig.server.answer = () => ({ hang: true });
    const reply = await rig.assistant.reply(QUESTION, shopTools());
    expect(reply.bubbles).toEqual(await extractive());
    expect(stepsOf(reply, 'model')).toMatchObject([{ why: 'timeout' }, { why: 'timeout' }]);
  });

  test('a server that is not there, and one that dies while it is asked', async () => {
    rig.server.answer = () => {
      void rig.server.kill();
      return { hang: true };
    };
    const reply = await rig.assistant.reply(QUESTION, shopTools());
    expect(reply.bubbles).toEqual(await extractive());
    expect(stepsOf(reply, 'model').map(({ why }) => why)).toEqual(['down', 'down']);
  });

  test('a turn that is out of time asks nobody', async () => {
    rig.server.answer = () => GOOD;
    const reply = await rig.assistant.reply(QUESTION, shopTools(undefined, { endsAt: Date.now() + 1_000 }));
    expect(reply.bubbles).toEqual(await extractive());
    expect(rig.server.requests).toEqual([]);
  });
});

describe('the next call', () => {
  test('mends what could not be read, once in a turn', async () => {
    rig.server.answer = ({ user }) => (user.includes('não era o objeto JSON') ? GOOD : 'hm?');
    const reply = await rig.assistant.reply(QUESTION, shopTools());
    expect(reply.bubbles).toEqual(['A taxa de entrega em Campinas é R$ 12 😊']);
    expect(rig.server.requests.map(({ model }) => model)).toEqual(['m1', 'm1']);
  });

  test.each([
    [404, 'gone'],
    [401, 'denied'],
  ])('goes to the next model, and a person hears of one that is no more ours: %d, %s', async (status, kind) => {
    rig.server.answer = ({ model }) => (model === 'm1' ? { status, body: '{"error":{"message":"no"}}' } : GOOD);
    for (let turn = 0; turn < 2; turn++)
      expect((await rig.assistant.reply(QUESTION, shopTools())).outcome).toBe('answered');
    expect(rig.server.requests.map(({ model }) => model)).toEqual(['m1', 'm2', 'm2']);
    expect(rig.alerts).toEqual([{ model: 'm1', code: String(status), kind }]);
  });

  test('is in words where a server knows no schema', async () => {
    rig.server.answer = ({ format }) =>
      format === null ? GOOD : { status: 400, body: '{"error":{"message":"response_format is not supported"}}' };
    expect((await rig.assistant.reply(QUESTION, shopTools())).bubbles).toEqual([
      'A taxa de entrega em Campinas é R$ 12 😊',
    ]);
    expect(rig.server.requests.map(({ format }) => format)).toEqual(['json_schema', null]);
  });

  test('is shorter where the prompt was too long', async () => {
    const long = KNOWN_LONG();
    rig.server.answer = ({ user }) =>
      user.length > 4_000 ? { status: 400, body: '{"error":{"message":"maximum context length"}}' } : GOOD;
    const turn = { ...QUESTION, memory: { ...QUESTION.memory, window: long } };
    await rig.assistant.reply(turn, shopTools());
    const [first, second] = rig.server.requests.map(({ user }) => user.length);
    expect(second).toBeLessThan(first ?? 0);
  });

  test('waits for a model that is busy for a moment, when there is no other', async () => {
    await rig.server.kill();
    rig = rigOver(await startModelServer(), ['only']);
    let calls = 0;
    rig.server.answer = () =>
      (calls += 1) === 1 ? { status: 429, body: '{}', headers: { 'retry-after': '0' } } : GOOD;
    expect((await rig.assistant.reply(QUESTION, shopTools())).outcome).toBe('answered');
    expect(calls).toBe(2);
  });

  test('is not made to a model that failed three times', async () => {
    rig.server.answer = () => ({ status: 500, body: '' });
    for (let turn = 0; turn < 5; turn++) await rig.assistant.reply(QUESTION, shopTools());
    expect(rig.server.requests).toHaveLength(6);
  });
});

const KNOWN_LONG = () =>
  Array.from({ length: 14 }, (_, i) => ({
    seq: i + 1,
    from: 'contact' as const,
    text: `mensagem antiga ${i} `.repeat(20),
    at: 0,
  }));

describe('no model is asked', () => {
  const tokens = async (left: number | null) =>
    rig.assistant.reply(QUESTION, shopTools(undefined, { budget: { left: async () => left, spent: async () => {} } }));

  test.each([
    ['when a person is asked for', ['quero falar com um atendente'], 'handoff'],
    ['for a greeting', ['oi, bom dia'], 'social'],
    ['when nothing was found', ['vocês consertam foguetes?'], 'nothing_found'],
  ])('%s', async (_, texts, why) => {
    const reply = await rig.assistant.reply(turnOf(texts), shopTools());
    expect(stepsOf(reply, 'fallback')).toMatchObject([{ why }]);
    expect(rig.server.requests).toEqual([]);
  });

  test('for what nobody could hear', async () => {
    const reply = await rig.assistant.reply({ ...QUESTION, unheard: [{ seq: 1, what: 'voice' }] }, shopTools());
    expect(stepsOf(reply, 'fallback')).toMatchObject([{ why: 'unheard' }]);
  });

  test('when the day has no tokens left, or nobody can say how many', async () => {
    expect(stepsOf(await tokens(200), 'fallback')).toMatchObject([{ why: 'budget' }]);
    const broken = { left: () => Promise.reject(new Error('away')), spent: async () => {} };
    const reply = await rig.assistant.reply(QUESTION, shopTools(undefined, { budget: broken }));
    expect(stepsOf(reply, 'fallback')).toMatchObject([{ why: 'budget' }]);
    expect(rig.server.requests).toEqual([]);
    rig.server.answer = () => GOOD;
    expect((await tokens(100_000)).bubbles).toEqual(['A taxa de entrega em Campinas é R$ 12 😊']);
  });
});

describe('memory', () => {
  const asked = turnOf(['lembra qual planta eu procurava?']);
  const told = {
    ...asked,
    memory: {
      ...asked.memory,
      window: [{ seq: 0, from: 'contact' as const, text: 'procuro uma samambaia grande', at: 0 }],
    },
  };

  test('what the contact told before may be said again', async () => {
    rig.server.answer = () => wellSaid('Você procurava uma samambaia grande.', [], { kind: 'memory' });
    const reply = await rig.assistant.reply(told, shopTools([]));
    expect(reply).toMatchObject({
      outcome: 'answered',
      bubbles: ['Você procurava uma samambaia grande.'],
      citations: [],
    });
  });

  test('lines that left the window are looked up', async () => {
    const recalled = [{ seq: 0, from: 'contact' as const, text: 'procuro um cacto azul', at: 0 }];
    rig.server.answer = () => wellSaid('Você procurava um cacto azul.', [], { kind: 'memory' });
    const reply = await rig.assistant.reply(asked, shopTools([], { recall: async () => recalled }));
    expect(reply.bubbles).toEqual(['Você procurava um cacto azul.']);
    expect(rig.server.requests[0]?.user).toContain('cacto azul');
  });

  test('what nobody told is not', async () => {
    rig.server.answer = () => wellSaid('Você procurava uma orquídea rara.', [], { kind: 'memory' });
    expect((await rig.assistant.reply(told, shopTools([]))).bubbles.join(' ')).not.toContain('orquídea');
  });
});
