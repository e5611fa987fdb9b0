import type { Publish, PutResponse } from '@oconnector/protocol/api/knowledge.ts';
import { ApiError } from '../../middleware/api-error.ts';

/** What a put answers; 409 with it when golden questions stood in the way. */
export const demandPublished = (put: PutResponse, publish: Publish): PutResponse => {
  if (put.published || publish === 'dry') return put;
  throw new ApiError('conflict', 'perguntas de ouro deixariam de ser respondidas; nada foi publicado', {
    current: put,
  });
};
