import * as z from 'zod/mini';
import { DocumentId, Millis } from '../model/ids.ts';
import { ScoredPassage } from '../model/passage.ts';

/** A knowledge document as a list shows it. */
export const DocumentSummary = z.object({
  documentId: DocumentId,
  title: z.string(),
  passages: z.int(),
  characters: z.int(),
  updatedAt: Millis,
});
export type DocumentSummary = z.infer<typeof DocumentSummary>;

/** `GET /api/ai/knowledge`. */
export const DocumentsResponse = z.object({ documents: z.array(DocumentSummary) });

/** `PUT /api/ai/knowledge/:documentId`. */
export const PutDocumentRequest = z.object({
  title: z.string().check(z.minLength(1), z.maxLength(200)),
  text: z.string().check(z.minLength(1), z.maxLength(200_000)),
});

/** `GET /api/ai/knowledge/search?q=`. */
export const SearchQuery = z.object({ q: z.string().check(z.minLength(1), z.maxLength(500)) });
export const SearchResponse = z.object({ passages: z.array(ScoredPassage) });
