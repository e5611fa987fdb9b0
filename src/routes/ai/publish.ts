import type { Publish, PutResponse } from '@oconnector/protocol/api/knowledge.ts';
import { ApiError } from '../../middleware/api-error.ts';

/** What a put answers; 409 with it when golden questions stood in the way, or a source that was sent after it. */
export const demandPublished = (put: PutResponse, publish: Publish): PutResponse => {
  if (put.published || publish === 'dry') return put;
  const why = put.superseded
    ? 'outra fonte foi enviada para este documento; esta não foi publicada'
    : 'perguntas de ouro deixariam de ser respondidas; nada foi publicado';
  throw new ApiError('conflict', why, { current: put });
};
