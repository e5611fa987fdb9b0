import { env } from 'cloudflare:workers';
import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { DocumentSummary } from '@oconnector/protocol/api/knowledge.ts';
import { ObjectDetail } from '@oconnector/protocol/model/inspector.ts';
import { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { toolsOf, turnOf } from '../../ai/turn.fixture.ts';
import { embeddedAssistant } from '../../ai/embedded/embedded.ts';
import type { KnowledgeRpc } from '../rpc/knowledge.ts';
import { knowledgeStub, objectName, type ObjectBindings } from '../stubs.ts';
import { DEMO_DOCUMENTS } from '../../services/demo/knowledge.ts';
import { ANSWERABLE, SHOP, UNANSWERABLE } from './shop.fixture.ts';

const bindings = env as unknown as ObjectBindings;

let next = 0;
/** A business of its own for each test: storage lives as long as the file. */
const open = () => {
  const clienteId = `cli_knowledge-${next++}`;
  const stub = bindings.KNOWLEDGE.getByName(objectName(clienteId));
  return { knowledge: knowledgeStub(bindings, clienteId), stub };
};
const delivery = {
  documentId: 'doc_entrega',
  title: 'Entrega',
  text: 'Entregamos em toda a cidade.\n\n# Frete\nA taxa é de R$ 12,00.',
};
const texts = async (knowledge: KnowledgeRpc, question: string) =>
  (await knowledge.search(question, 10)).map(({ text }) => text);

describe('documents', () => {
  test('a put document is listed and found, in the shapes of the protocol', async () => {
    const { knowledge } = open();
    const summary = DocumentSummary.parse(await knowledge.put(delivery));
    expect(summary).toMatchObject({
      documentId: 'doc_entrega',
      title: 'Entrega',
      passages: 2,
      characters: delivery.text.length,
    });
    expect(await knowledge.list()).toEqual([summary]);
    const [first] = await knowledge.search('quanto custa o frete?', 5);
    expect(ScoredPassage.parse(first)).toMatchObject({
      documentId: 'doc_entrega',
      title: 'Frete',
      text: 'A taxa é de R$ 12,00.',
      position: 1,
    });
  });

  test('putting again replaces every passage; one whose words stay keeps its id', async () => {
    const { knowledge } = open();
    await knowledge.put(delivery);
    const [fee] = await knowledge.search('taxa', 1);
    await knowledge.put({ ...delivery, text: 'Agora só entregamos aos sábados.\n\n# Frete\nA taxa é de R$ 12,00.' });
    expect(await texts(knowledge, 'entregam na cidade?')).not.toContain('Entregamos em toda a cidade.');
    expect((await knowledge.search('taxa', 1))[0]?.passageId).toBe(fee?.passageId);
    expect(await knowledge.list()).toHaveLength(1);
  });

  test('a removed document is neither listed nor found, and can be removed once', async () => {
    const { knowledge } = open();
    await knowledge.put(delivery);
    expect(await knowledge.remove('doc_entrega')).toBe(true);
    expect(await knowledge.remove('doc_entrega')).toBe(false);
    expect(await knowledge.list()).toEqual([]);
    expect(await knowledge.search('entrega', 5)).toEqual([]);
  });

  test('a put that fails midway leaves the old document as it was', async () => {
    const { knowledge, stub } = open();
    await knowledge.put(delivery);
    // A trigger stands in for storage that gives up in the middle of the transaction.
    await runInDurableObject(stub, (_, state) => {
      state.storage.sql.exec(
        `CREATE TRIGGER full BEFORE INSERT ON passages WHEN new.position = 1 BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
      );
    });
    await expect(async () => {
      await knowledge.put({ ...delivery, text: '# A\nPrimeira parte nova.\n\n# B\nSegunda parte nova.' });
    }).rejects.toThrow('disk full');
    expect(await texts(knowledge, 'entregam na cidade?')).toContain('Entregamos em toda a cidade.');
    expect(await texts(knowledge, 'primeira parte nova')).toEqual([]);
    expect((await knowledge.events({ before: null, correlation: null, limit: 10 })).events).toHaveLength(1);
  });

  test('a document that is too long is refused and changes nothing', async () => {
    const { knowledge } = open();
    await expect(async () => {
      await knowledge.put({ documentId: 'doc_x', title: 'X', text: 'a'.repeat(200_001) });
    }).rejects.toThrow(/200000/u);
    expect(await knowledge.list()).toEqual([]);
  });

  test('the longest document is stored whole and searched', async () => {
    const { knowledge } = open();
    const text =
      `${'Texto comum sobre plantas e vasos de jardim. '.repeat(4_440)}`.slice(0, 199_900) +
      '\n\n# Fim\nO girassol chega na primavera.';
    const { passages } = await knowledge.put({ documentId: 'doc_longo', title: 'Longo', text });
    expect(passages).toBeGreaterThan(300);
    expect((await knowledge.search('quando chega o girassol?', 1))[0]?.text).toBe('O girassol chega na primavera.');
  });

  test('any characters come back as they were: emoji, RTL, NUL, a lone surrogate', async () => {
    const { knowledge } = open();
    const text = 'Girassol 🌻 \u202Eesrever\u202C, NUL \0 e metade \ud83c de um par.';
    await knowledge.put({ documentId: 'doc_x', title: 'Título \ud800', text });
    expect(await knowledge.search('girassol', 1)).toMatchObject([{ title: 'Título \ud800', text }]);
  });

  test('documents outlive the object’s memory', async () => {
    const { knowledge, stub } = open();
    await knowledge.put(delivery);
    await evictDurableObject(stub);
    expect(await texts(knowledge, 'taxa de entrega')).toContain('A taxa é de R$ 12,00.');
  });
});

describe('search', () => {
  test.each([
    '',
    '   ',
    '???',
    '" OR *',
    'NEAR(a b)',
    'title:x AND y',
    '🙂',
    '\0',
    '\ud800',
    "'; DROP TABLE passages; --",
  ])('%j is a question like any other, never an expression', async (question) => {
    const { knowledge } = open();
    await knowledge.put(delivery);
    expect(Array.isArray(await knowledge.search(question, 5))).toBe(true);
    expect(await knowledge.list()).toHaveLength(1);
  });

  test('a question of stop words alone is searched for with them', async () => {
    const { knowledge } = open();
    await knowledge.put({ documentId: 'doc_x', title: 'Sobre', text: 'Quem somos nós: uma família de floristas.' });
    expect(await texts(knowledge, 'quem são vocês?')).toHaveLength(1);
  });

  test('a question of 65,536 characters and hundreds of words is answered', async () => {
    const { knowledge } = open();
    await knowledge.put(delivery);
    const question = Array.from({ length: 9_000 }, (_, i) => `taxa${i}`)
      .join(' ')
      .slice(0, 65_536);
    expect(await knowledge.search(`frete ${question}`, 3)).toHaveLength(2);
  });

  test('nothing in common finds nothing, and no more than asked for comes back', async () => {
    const { knowledge } = open();
    for (const i of [1, 2, 3, 4])
      await knowledge.put({ documentId: `doc_${i}`, title: `Vaso ${i}`, text: `Vaso de barro número ${i}.` });
    expect(await knowledge.search('cotação do dólar', 5)).toEqual([]);
    expect(await knowledge.search('vaso', 2)).toHaveLength(2);
  });

  test('businesses do not see each other’s knowledge', async () => {
    const [one, other] = [open(), open()];
    await one.knowledge.put(delivery);
    expect(await other.knowledge.search('entrega', 5)).toEqual([]);
  });
});

describe('the inspector', () => {
  test('sees counts and events, never bodies', async () => {
    const { knowledge } = open();
    await knowledge.put(delivery);
    await knowledge.remove('doc_entrega');
    const { events } = await knowledge.events({ before: null, correlation: 'doc_entrega', limit: 10 });
    expect(events.map(({ kind, data }) => [kind, data])).toEqual([
      ['document.removed', { documentId: 'doc_entrega', passages: 2 }],
      ['document.put', { documentId: 'doc_entrega', passages: 2, replaced: 0, characters: delivery.text.length }],
    ]);
    await knowledge.put(delivery);
    const detail = ObjectDetail.parse(await knowledge.inspect());
    expect(detail.state).toMatchObject({ documents: 1, passages: 2 });
    expect(detail.snapshot).toMatchObject({ class: 'Knowledge', lastEvent: { kind: 'document.put' } });
    expect(JSON.stringify([detail, events])).not.toContain('toda a cidade');
  });
});

const asking = (knowledge: KnowledgeRpc) => (text: string) => {
  const tools = toolsOf((question, limit) => knowledge.search(question, limit));
  return embeddedAssistant.reply(turnOf([text], { contactName: null }), tools);
};

describe('an authored shop, asked as customers write', () => {
  const { knowledge } = open();
  beforeAll(async () => {
    for (const document of SHOP) await knowledge.put(document);
  });

  const ask = asking(knowledge);

  test.each(ANSWERABLE)('$question → … $says', async ({ question, says }) => {
    expect((await knowledge.search(question, 1))[0]?.text).toContain(says);
    const reply = await ask(question);
    expect(reply.outcome).toBe('answered');
    expect(reply.bubbles.join('\n')).toContain(says);
    expect(reply.citations.map(({ quote }) => quote).join('\n')).toContain(says);
  });

  test.each(UNANSWERABLE)('%s → it does not know, and offers a person', async (question) => {
    const reply = await ask(question);
    expect(reply.outcome).toBe('unknown');
    expect(reply.citations).toEqual([]);
    expect(reply.bubbles.join(' ')).toMatch(/não sei|don't know/u);
    expect(reply.bubbles.at(-1)).toMatch(/uma pessoa da equipe\?|someone from the team\?/u);
  });
});

describe('the shop of the demo', () => {
  const { knowledge } = open();
  const ask = asking(knowledge);
  beforeAll(async () => {
    for (const document of DEMO_DOCUMENTS) await knowledge.put(document);
  });

  test.each([
    ['Quanto custa o buquê de tulipas?', 'buquê de tulipas'],
    ['o buquê de tulipas custa quanto', 'buquê de tulipas'],
    ['Vocês têm girassol artificial?', 'girassol artificial'],
    ['quanto custa a cesta de natal?', 'cesta de natal'],
    ['qual o preço da orquídea azul', 'orquídea azul'],
  ])('%s → the price of another thing is no answer, and the unknown thing is named', async (question, name) => {
    const reply = await ask(question);
    expect(reply).toMatchObject({ outcome: 'unknown', citations: [] });
    expect(reply.bubbles[0]).toContain(name);
    expect(reply.bubbles.join(' ')).not.toMatch(/R\$/u);
  });

  test.each([
    ['Quanto custa o buquê de rosas pra minha namorada?', 'R$ 79,00'],
    ['quanto sai a cesta de café da manhã', 'R$ 189,00'],
    ['costela de adão grande, quanto?', 'R$ 119,00'],
    ['vi no insta a assinatura, quanto é por mês?', 'R$ 129,00'],
    ['quanto tempo demora a entrega', 'a entrega leva até 2 dias úteis'],
    ['vcs mandam pra curitiba?', 'todo o Brasil'],
    ['entregam em osasco?', 'Para Guarulhos, Osasco e o ABC'],
    ['qual o horario de vcs?', 'das 9h às 19h'],
    ['que horas vocês entregam?', 'três períodos'],
  ])('%s → … %s', async (question, says) => {
    const reply = await ask(question);
    expect(reply.outcome).toBe('answered');
    expect(reply.bubbles.join('\n')).toContain(says);
  });

  test('a price alone, of nothing, is not the price of whatever comes first', async () => {
    expect((await ask('quanto custa?')).outcome).toBe('unknown');
  });

  test('the Sim. of an answer is said only to its own question', async () => {
    expect((await ask('vocês têm girassol?')).bubbles[0]).toMatch(/Sim\. O buquê/u);
    const other = await ask('queria saber quanto custa o girassol');
    expect(other.bubbles.join(' ')).toContain('R$ 34,90');
    expect(other.bubbles.join(' ')).not.toMatch(/\bSim\b/u);
  });
});
