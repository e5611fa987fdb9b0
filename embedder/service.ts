import { type Request, Response } from 'miniflare';
import type { LocalEmbedder } from './open.ts';

/** What the product is bound to the embedder as. */
export const EMBEDDER_BINDING = 'EMBEDDER';

/** The embedder as a service of Miniflare: texts are posted as JSON, vectors are answered, 503 with the reason when there are none. */
export const embedderService =
  (embedder: LocalEmbedder) =>
  async (request: Request): Promise<Response> => {
    try {
      return Response.json(await embedder.embed((await request.json()) as string[]));
    } catch (error) {
      return new Response(String(error), { status: 503 });
    }
  };
