import { type Request, Response } from 'miniflare';
import { z } from 'zod';
import type { LocalEmbedder } from './open.ts';

/** What the product is bound to the embedder as. */
export const EMBEDDER_BINDING = 'EMBEDDER';

/** Texts of one call. Whoever asks cuts them at 1,200 characters; words of another language may make them longer. */
const Texts = z.array(z.string().max(10_000)).max(100);

/** The embedder as a service of Miniflare: texts are posted as JSON; the answer is their vectors, or 400 or 503 with the reason for none. */
export const embedderService =
  (embedder: LocalEmbedder) =>
  async (request: Request): Promise<Response> => {
    const texts = Texts.safeParse(await request.json().catch(() => null));
    if (!texts.success) return new Response('texts are an array of strings', { status: 400 });
    try {
      return Response.json(await embedder.embed(texts.data));
    } catch (error) {
      return new Response(String(error), { status: 503 });
    }
  };
