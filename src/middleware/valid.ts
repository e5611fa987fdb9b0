import { zValidator } from '@hono/zod-validator';
import {
  CommandId,
  ContactId,
  DocumentId,
  GoldenId,
  MediaId,
  MergeId,
  NumberId,
  PassageId,
  QuestionId,
} from '@oconnector/protocol/model/ids.ts';
import * as z from 'zod/mini';
import { ApiError, notFound } from './api-error.ts';

type Issues = readonly { path: PropertyKey[]; message: string }[];

/** 422 about these paths of a request. */
export const invalid = (issues: Issues): ApiError =>
  new ApiError('invalid', 'os dados não estão na forma esperada', {
    issues: issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message })),
  });

/** The JSON body, by a schema of the protocol; 422 names each path that does not fit. */
export const body = <S extends z.ZodMiniType>(schema: S) =>
  zValidator('json', schema, (result) => {
    if (!result.success) throw invalid(result.error.issues);
  });

/** The query string. A key given twice is a list, which no schema takes. */
export const query = <S extends z.ZodMiniType>(schema: S) =>
  zValidator('query', schema, (result) => {
    if (!result.success) throw invalid(result.error.issues);
  });

const path = <S extends z.ZodMiniType>(schema: S) =>
  zValidator('param', schema, (result) => {
    // What has not the form of an id is the id of nothing.
    if (!result.success) throw notFound();
  });

export const contactPath = path(z.object({ contactId: ContactId }));
export const factPath = path(
  z.object({ contactId: ContactId, factId: z.coerce.number().check(z.int(), z.positive()) }),
);
export const commandPath = path(z.object({ contactId: ContactId, commandId: CommandId }));
export const numberPath = path(z.object({ numberId: NumberId }));
export const mergePath = path(z.object({ mergeId: MergeId }));
export const documentPath = path(z.object({ documentId: DocumentId }));
export const mediaPath = path(z.object({ mediaId: MediaId }));
export const passagePath = path(z.object({ passageId: PassageId }));
export const questionPath = path(z.object({ questionId: QuestionId }));
export const goldenPath = path(z.object({ goldenId: GoldenId }));
