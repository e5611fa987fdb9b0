import { selectAssistant } from '../../src/ai/select.ts';
import { toolsOf, turnOf } from '../../src/ai/turn.fixture.ts';
import { knowledgeStub, type ObjectBindings } from '../../src/durable/stubs.ts';
import type { Calls, TurnCase } from './calls.ts';

type Env = Pick<ObjectBindings, 'KNOWLEDGE'>;

const inputOf = ({ texts, more }: TurnCase) => turnOf(texts, { clienteName: 'Casa do Bairro', ...more });

/** The product's assistant over the product's search of one cliente's knowledge. */
export const replyCase = async (env: Env, of: TurnCase): Promise<Calls['reply']['gives']> => {
  const documentOf = new Map<string, string>();
  const tools = toolsOf(async (question, limit) => {
    const found = await knowledgeStub(env, of.clienteId).search(question, limit);
    for (const { passageId, documentId } of found) documentOf.set(passageId, documentId);
    return found;
  });
  const reply = await selectAssistant('embedded').reply(inputOf(of), tools);
  const cited = reply.citations.map(({ passageId }) => documentOf.get(passageId) ?? '');
  return { reply, cited: [...new Set(cited)] };
};

export const analyseCase = async (env: Env, of: TurnCase): Promise<Calls['analyse']['gives']> =>
  selectAssistant('embedded').analyse(
    inputOf(of),
    toolsOf((question, limit) => knowledgeStub(env, of.clienteId).search(question, limit)),
  );
