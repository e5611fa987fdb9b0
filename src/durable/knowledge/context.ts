import { type EmbedderBindings, selectEmbedder } from '../../ai/embedders/select.ts';
import type { Env } from '../../env.ts';
import { parseEmbedder, parseEnv } from '../../env.ts';
import { mediaKey } from '../../lib/media-key.ts';
import { openPublicNetwork } from '../../lib/public-network.ts';
import type { Effect } from '../kit/outbox.ts';
import type { Kit } from '../kit/context.ts';
import { openOrder } from '../kit/in-order.ts';
import { parseObjectName, type ObjectBindings } from '../stubs.ts';
import { openGoldenStore } from './golden-store.ts';
import { indexAgain, INDEX_TIMER } from './index-again.ts';
import { DROP_SOURCE, endReading } from './put.ts';
import { openLookout } from './nearness.ts';
import { openQuestionStore } from './question-store.ts';
import type { QuestionContext } from './questions.ts';
import { readSource } from './read.ts';
import { ARRIVE_TIMER, fileIsLate, READ_TIMER, type ReadContext, type SourceFiles } from './reading.ts';
import { openReadingStore } from './reading-store.ts';
import type { KnowledgeStore } from './store.ts';
import { makeVectors, VECTORS_TIMER, type VectorsContext } from './vectors.ts';
import { openVectorStore } from './vector-store.ts';

/** What the parts of a Knowledge object work with. */
export type KnowledgeContext = QuestionContext & ReadContext & VectorsContext;

/** The bucket, as far as a cliente's sources lie in it. */
const filesOf = ({ MEDIA }: Pick<Env, 'MEDIA'>, clienteId: () => string): SourceFiles => ({
  get: async (readingId) => {
    const object = await MEDIA.get(mediaKey(clienteId(), readingId));
    return object === null ? null : new Uint8Array(await object.arrayBuffer());
  },
  remove: (readingId) => MEDIA.delete(mediaKey(clienteId(), readingId)),
});

/** What the object is given: the other objects, and an embedder where there is one. */
export type KnowledgeEnv = ObjectBindings & EmbedderBindings;

export const openContext = (
  kit: Kit,
  store: KnowledgeStore,
  env: Pick<Env, 'MEDIA'> & EmbedderBindings,
  name: string,
  onError: (where: string, error: unknown) => void,
): KnowledgeContext => {
  const readings = openReadingStore(kit.sql);
  const vectors = openVectorStore(kit.sql);
  const embedder = selectEmbedder(parseEmbedder(env), env);
  return {
    ...kit,
    store,
    goldens: openGoldenStore(kit.sql),
    questions: openQuestionStore(kit.sql),
    readings,
    vectors,
    embedder,
    asked: new Map(),
    writing: new Set(),
    onError,
    inOrder: openOrder(),
    lookout: openLookout(kit, { vectors, embedder }, (error) => onError('search by meaning', error)),
    endReading: (documentId) => endReading({ ...kit, readings }, documentId),
    files: filesOf(env, () => parseObjectName(name).clienteId),
    network: () => (parseEnv(env).KNOWLEDGE_URLS === 'on' ? openPublicNetwork() : null),
  };
};

/** The timers of a Knowledge object. */
export const timersOf = (context: () => KnowledgeContext): Parameters<Kit['timers']['run']>[0] => ({
  [INDEX_TIMER]: () => indexAgain(context()),
  [VECTORS_TIMER]: () => makeVectors(context()),
  [READ_TIMER]: (documentId) => readSource(context(), documentId),
  [ARRIVE_TIMER]: (documentId) => fileIsLate(context(), documentId),
});

/** What a Knowledge object owes to the world. */
export const effectsOf = (context: () => KnowledgeContext): Record<string, (effect: Effect) => Promise<void>> => ({
  [DROP_SOURCE]: ({ ref }) => context().files.remove(ref),
});
