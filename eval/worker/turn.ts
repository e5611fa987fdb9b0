import type { TurnTools } from '../../src/ai/assistant.ts';
import { selectAssistant } from '../../src/ai/select.ts';
import { toolsOf, turnOf } from '../../src/ai/turn.fixture.ts';
import { knowledgeStub, type ObjectBindings } from '../../src/durable/stubs.ts';
import type { Calls, TurnCase } from './calls.ts';

type Env = Pick<ObjectBindings, 'KNOWLEDGE'>;

const inputOf = ({ texts, more }: TurnCase) => turnOf(texts, { clienteName: 'Casa do Bairro', ...more });

/** The offline assistant; with a server's address the one that asks a model there. */
const assistantOf = ({ modelUrl }: TurnCase) =>
  selectAssistant({
    provider: modelUrl === undefined ? 'embedded' : 'openai-compatible',
    models: modelUrl === undefined ? [] : ['measured'],
    speechModel: null,
    baseUrl: modelUrl ?? null,
    apiKey: null,
    ai: undefined,
  });

const toolsOver = (search: TurnTools['search']): TurnTools => toolsOf(search, { now: () => Date.now() });

/** The product's assistant over the product's search of one cliente's knowledge. */
export const replyCase = async (env: Env, of: TurnCase): Promise<Calls['reply']['gives']> => {
  const documentOf = new Map<string, string>();
  const tools = toolsOver(async (question, limit) => {
    const found = await knowledgeStub(env, of.clienteId).search(question, limit);
    for (const { passageId, documentId } of found) documentOf.set(passageId, documentId);
    return found;
  });
  const reply = await (await assistantOf(of)).reply(inputOf(of), tools);
  const cited = reply.citations.map(({ passageId }) => documentOf.get(passageId) ?? '');
  return { reply, cited: [...new Set(cited)] };
};

export const analyseCase = async (env: Env, of: TurnCase): Promise<Calls['analyse']['gives']> =>
  (await assistantOf(of)).analyse(
    inputOf(of),
    toolsOver((question, limit) => knowledgeStub(env, of.clienteId).search(question, limit)),
  );
