import * as z from 'zod/mini';
import { DocumentId, Millis } from '../model/ids.ts';
import { FailureCode, FaqPair, GoldenResult, OwnPassage, SourceKind, SourceState } from '../model/knowledge.ts';
import { ScoredPassage } from '../model/passage.ts';

/** Largest file that is read, in bytes. A PDF must be in memory as a whole, and an object has 128 MB for all that it does. */
export const MAX_SOURCE_BYTES = 20 * 1024 * 1024;
/** Longest text that is written here, in UTF-16 code units. */
export const MAX_TEXT_CHARACTERS = 200_000;
/** Longest text that is read out of a file or a page: about 400 printed pages. */
export const MAX_SOURCE_CHARACTERS = 1_000_000;
/** Pairs of one document of questions and answers. */
export const MAX_FAQ_PAIRS = 200;

/** A knowledge document as a list shows it. */
export const DocumentSummary = z.object({
  documentId: DocumentId,
  title: z.string(),
  kind: SourceKind,
  state: SourceState,
  /** Only when `failed`. */
  failure: z.nullable(FailureCode),
  /** While it is read: pages, characters or passages, `total` null while that is unknown. */
  progress: z.nullable(z.object({ done: z.int(), total: z.nullable(z.int()) })),
  /** Grows with every change of the document. */
  version: z.int(),
  /** What is searched, which is the one before while another is read. */
  passages: z.int(),
  characters: z.int(),
  /** Passages that wait for a person. */
  held: z.int(),
  /** Of a file: its name. Of a page: its address. */
  origin: z.nullable(z.string()),
  updatedAt: Millis,
});
export type DocumentSummary = z.infer<typeof DocumentSummary>;

/** `GET /api/ai/knowledge`. `version` grows with every change of anything in it: asked for again while one is not `ready` or `failed`. */
export const DocumentsResponse = z.object({
  documents: z.array(DocumentSummary),
  version: z.int(),
  /** Whether addresses can be read here. */
  urls: z.boolean(),
});

const title = z.string().check(z.minLength(1), z.maxLength(200));

/**
 * `?publish=` of every put. `checked`: refused (409 `conflict`) when a golden question that passes would not any more; a file or a page
 * then ends `failed` (`golden`). `forced`: published whatever breaks. `dry`: nothing is changed (written sources only). A long text that another
 * source took the place of is refused like that too, whatever was asked. The answer, or `current` of the refusal, is a `PutResponse`.
 */
export const PublishQuery = z.object({ publish: z._default(z.enum(['checked', 'forced', 'dry']), 'checked') });
export type Publish = z.infer<typeof PublishQuery>['publish'];

/** The same for what is read after the answer. */
const SourcePublish = z._default(z.enum(['checked', 'forced']), 'checked');

/** `PUT /api/ai/knowledge/:documentId`. */
export const PutDocumentRequest = z.object({
  title,
  text: z.string().check(z.minLength(1), z.maxLength(MAX_TEXT_CHARACTERS)),
});

/** `PUT /api/ai/knowledge/:documentId/faq`. */
export const PutFaqRequest = z.object({
  title,
  pairs: z.array(FaqPair).check(z.minLength(1), z.maxLength(MAX_FAQ_PAIRS)),
});

/** Query of `PUT /api/ai/knowledge/:documentId/url`. */
export const PutUrlQuery = z.object({ publish: SourcePublish });
/** `PUT /api/ai/knowledge/:documentId/url`. https, to the public internet. Without a title the page's own is taken. */
export const PutUrlRequest = z.object({
  title: z.optional(title),
  url: z.string().check(z.minLength(1), z.maxLength(2_000)),
});

/**
 * `PUT /api/ai/knowledge/:documentId/file`: the body is the file, with its Content-Length. .txt .md .csv .html .pdf. Answered when it is stored; what it
 * says is read after that.
 */
export const PutFileQuery = z.object({
  publish: SourcePublish,
  title: z.optional(title),
  fileName: z.string().check(z.minLength(1), z.maxLength(200)),
});

/** What a put came to. */
export const PutResponse = z.object({
  ...DocumentSummary.shape,
  /** Whether the knowledge was changed. Of a file or a page that is only known when it has been read. */
  published: z.boolean(),
  /** It is not published because another source was sent for the document meanwhile: that one takes its place. */
  superseded: z.boolean(),
  /** Golden questions that passed before and do not with this. */
  broken: z.array(GoldenResult),
});
export type PutResponse = z.infer<typeof PutResponse>;

/** What a document was made of. */
export const Source = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('faq'), pairs: z.array(FaqPair) }),
  z.object({ kind: z.literal('file'), fileName: z.string(), bytes: z.int() }),
  z.object({ kind: z.literal('url'), url: z.string() }),
]);
export type Source = z.infer<typeof Source>;

/** `GET /api/ai/knowledge/:documentId/passages`: the document as its owner sees it. */
export const DocumentResponse = z.object({
  document: DocumentSummary,
  source: z.nullable(Source),
  passages: z.array(OwnPassage),
});
export type DocumentResponse = z.infer<typeof DocumentResponse>;

/** `GET /api/ai/quarantine`: what waits for a person, of all documents. */
export const QuarantineResponse = z.object({ passages: z.array(OwnPassage) });
/** `PUT /api/ai/quarantine/:passageId`. It stays released while its words stay the same. */
export const ReleaseRequest = z.object({ released: z.boolean() });

/** `PUT /api/ai/passages/:passageId/questions`: other ways to ask for it. They stay while its words stay the same. */
export const QuestionsRequest = z.object({
  questions: z.array(z.string().check(z.trim(), z.minLength(1), z.maxLength(200))).check(z.maxLength(30)),
});

/** `GET /api/ai/knowledge/search?q=`. */
export const SearchQuery = z.object({ q: z.string().check(z.minLength(1), z.maxLength(500)) });
export const SearchResponse = z.object({ passages: z.array(ScoredPassage) });
