'use client';
import type { GoldenResponse, GoldenRunResponse, PutGoldenRequest } from '@oconnector/protocol/api/golden.ts';
import type {
  DocumentResponse,
  DocumentsResponse,
  DocumentSummary,
  PutResponse,
  SearchResponse,
} from '@oconnector/protocol/api/knowledge.ts';
import type { AnswerQuestionRequest, OpenQuestionsResponse } from '@oconnector/protocol/api/questions.ts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type * as z from 'zod/mini';
import { api } from '../../../lib/api.ts';
import type { Draft } from '../lib/draft.ts';

const KEY = ['knowledge'] as const;
/** How often sources that are being read are looked at. */
const READING_MS = 1_200;

export const isReading = ({ state }: Pick<DocumentSummary, 'state'>): boolean =>
  state !== 'ready' && state !== 'failed';

/** The sources; looked at again and again while one is being read. */
export const useDocuments = () =>
  useQuery({
    queryKey: [...KEY, 'documents'],
    queryFn: ({ signal }) => api.get<z.infer<typeof DocumentsResponse>>('/api/ai/knowledge', {}, signal),
    refetchInterval: ({ state }) => (state.data?.documents.some(isReading) ? READING_MS : false),
  });

export const useDocument = (documentId: string) =>
  useQuery({
    queryKey: [...KEY, 'document', documentId],
    queryFn: ({ signal }) => api.get<DocumentResponse>(`/api/ai/knowledge/${documentId}/passages`, {}, signal),
  });

export const useOpenQuestions = () =>
  useQuery({
    queryKey: [...KEY, 'questions'],
    queryFn: ({ signal }) => api.get<z.infer<typeof OpenQuestionsResponse>>('/api/ai/questions', {}, signal),
  });

export const useGolden = () =>
  useQuery({
    queryKey: [...KEY, 'golden'],
    queryFn: ({ signal }) => api.get<z.infer<typeof GoldenResponse>>('/api/ai/golden', {}, signal),
  });

/** The passages that a question finds, best first; asks nothing while it is empty. */
export const useTrial = (question: string) =>
  useQuery({
    queryKey: [...KEY, 'trial', question],
    queryFn: ({ signal }) =>
      api.get<z.infer<typeof SearchResponse>>('/api/ai/knowledge/search', { q: question }, signal),
    enabled: question !== '',
    placeholderData: keepPreviousData,
  });

const useChange = <Input, Output>(mutationFn: (input: Input) => Promise<Output>) => {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: KEY }) });
};

/** Stores a source, new or in the place of another. `forced`: though golden questions break. */
export const usePut = () =>
  useChange(({ documentId, draft, forced }: { documentId: string; draft: Draft; forced: boolean }) => {
    const path = `/api/ai/knowledge/${documentId}`;
    const query = { publish: forced ? 'forced' : null };
    switch (draft.kind) {
      case 'text':
        return api.put<PutResponse>(path, { title: draft.title, text: draft.text }, query);
      case 'faq':
        return api.put<PutResponse>(`${path}/faq`, { title: draft.title, pairs: draft.pairs }, query);
      case 'url':
        return api.put<PutResponse>(`${path}/url`, { url: draft.url }, query);
      case 'file':
        return api.putFile<PutResponse>(`${path}/file`, draft.file, { ...query, fileName: draft.file.name });
    }
  });

export const useRemove = () => useChange((documentId: string) => api.delete(`/api/ai/knowledge/${documentId}`));

export const useRelease = () =>
  useChange(({ passageId, released }: { passageId: string; released: boolean }) =>
    api.put(`/api/ai/quarantine/${passageId}`, { released }),
  );

export const useAnswer = () =>
  useChange(({ questionId, ...request }: z.input<typeof AnswerQuestionRequest> & { questionId: string }) =>
    api.post<PutResponse>(`/api/ai/questions/${questionId}/answer`, request),
  );

export const useDismiss = () =>
  useChange((questionId: string) => api.post<void>(`/api/ai/questions/${questionId}/dismiss`));

export const usePutGolden = () =>
  useChange(({ goldenId, ...request }: z.input<typeof PutGoldenRequest> & { goldenId: string }) =>
    api.put(`/api/ai/golden/${goldenId}`, request),
  );

export const useRemoveGolden = () => useChange((goldenId: string) => api.delete(`/api/ai/golden/${goldenId}`));

export const useRunGolden = () => useChange(() => api.post<GoldenRunResponse>('/api/ai/golden/run'));
