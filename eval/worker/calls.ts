import type { Analysis, Reply, TurnInput } from '../../src/ai/assistant.ts';

/** A turn to be measured: the messages, and whatever differs from a conversation in which nothing has happened. */
export type TurnCase = {
  clienteId: string;
  texts: string[];
  more?: Partial<TurnInput>;
  /** Of a server that speaks the protocol of OpenAI, with its `/v1`: the assistant then asks a model there. */
  modelUrl?: string;
};

/** What the measuring process asks the worker for, and what it gets. */
export type Calls = {
  put: {
    of: { clienteId: string; documents: { documentId: string; title: string; text: string }[] };
    gives: { passages: number };
  };
  search: {
    of: { clienteId: string; question: string; limit: number };
    gives: { documentId: string; title: string; score: number; coverage: number }[];
  };
  reply: { of: TurnCase; gives: { reply: Reply; cited: string[] } };
  analyse: { of: TurnCase; gives: Analysis };
};
