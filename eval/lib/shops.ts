import type { Engine } from './engine.ts';
import type { Doc } from './rows.ts';

/** The knowledge of a `kb`: one cliente, and nothing of any other. */
export type Shops = {
  clienteOf(kb: string): string;
  /** The row's own id of a document of the product. */
  docIdOf(documentId: string): string;
  textsOf(kb: string): string[];
};

/** The product wants a title; this one says nothing. */
const UNTITLED = 'Documento';

/** Puts every `kb` into the knowledge of a cliente of its own. `prefix` keeps one filling apart from another. */
export const fillShops = async (engine: Engine, docs: readonly Doc[], prefix = 'kb'): Promise<Shops> => {
  const kbs = [...Map.groupBy(docs, ({ kb }) => kb)];
  const clientes = new Map(kbs.map(([kb], i) => [kb, `cli_${prefix}-${i}`]));
  const docIds = new Map<string, string>();
  for (const [kb, rows] of kbs) {
    const documents = rows.map(({ doc_id, title, text }) => {
      const documentId = `doc_${prefix}-${docIds.size}`;
      docIds.set(documentId, doc_id);
      return { documentId, title: title.trim() || UNTITLED, text };
    });
    await engine.call('put', { clienteId: clientes.get(kb) ?? '', documents });
  }
  return {
    clienteOf: (kb) => {
      const clienteId = clientes.get(kb);
      if (clienteId === undefined) throw new Error(`no documents of the knowledge "${kb}"`);
      return clienteId;
    },
    docIdOf: (documentId) => docIds.get(documentId) ?? '',
    textsOf: (kb) => docs.filter((doc) => doc.kb === kb).map(({ title, text }) => `${title}\n${text}`),
  };
};
