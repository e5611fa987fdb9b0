import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What a model was asked, as the server read it. */
export type ModelRequest = {
  model: string;
  system: string;
  user: string;
  maxTokens: number | null;
  temperature: number | null;
  /** `response_format.type`. */
  format: string | null;
  authorization: string | null;
};

/** How the server answers: with a model's words, a whole message, a raw body, not at all, or by cutting the line. */
export type ModelAnswer =
  | string
  | { message: object }
  | { status: number; body: string; headers?: Record<string, string> }
  | { hang: true }
  | { cut: string };

export type ModelServer = {
  /** With its `/v1`. */
  url: string;
  requests: ModelRequest[];
  /** How it answers from now on. */
  answer: (request: ModelRequest) => ModelAnswer;
  /** What `/audio/transcriptions` says from now on. */
  hear: (form: FormData) => ModelAnswer;
  /** Cuts every line and listens no more, as a process that was killed. */
  kill(): Promise<void>;
};

type ChatBody = {
  model: string;
  messages: { role: string; content: string | { text?: string }[] }[];
  max_tokens?: number;
  temperature?: number;
  response_format?: { type: string };
};

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const contentOf = ({ messages }: ChatBody, role: string): string =>
  messages
    .filter((message) => message.role === role)
    .map(({ content }) => (typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('')))
    .join('\n');

const requestOf = (body: ChatBody, headers: IncomingMessage['headers']): ModelRequest => ({
  model: body.model,
  system: contentOf(body, 'system'),
  user: contentOf(body, 'user'),
  maxTokens: body.max_tokens ?? null,
  temperature: body.temperature ?? null,
  format: body.response_format?.type ?? null,
  authorization: headers.authorization ?? null,
});

/** A chat completion as OpenAI, vLLM, llama.cpp and Ollama shape it. */
const completion = (model: string, message: object): string =>
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model,
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 900, completion_tokens: 60, total_tokens: 960 },
  });

const send = (response: ServerResponse, answer: ModelAnswer, wrap: (text: string) => string): void => {
  const json = { 'content-type': 'application/json' };
  if (typeof answer === 'string') response.writeHead(200, json).end(wrap(answer));
  else if ('message' in answer) response.writeHead(200, json).end(completion('m', answer.message));
  else if ('hang' in answer) return;
  else if ('cut' in answer) {
    response.writeHead(200, json);
    response.write(answer.cut, () => response.destroy());
  } else response.writeHead(answer.status, { ...json, ...answer.headers }).end(answer.body);
};

/** A server on loopback that speaks the protocol of OpenAI: `/v1/chat/completions` and `/v1/audio/transcriptions`. */
export const startModelServer = async (
  answer: ModelServer['answer'] = () => ({ status: 500, body: '{}' }),
): Promise<ModelServer> => {
  const sockets = new Set<Socket>();
  const http = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      if (request.url === '/v1/audio/transcriptions') {
        const form = await new Response(new Uint8Array(body), {
          headers: { 'content-type': request.headers['content-type'] ?? '' },
        }).formData();
        send(response, server.hear(form), (text) => JSON.stringify({ text }));
        return;
      }
      const asked = requestOf(JSON.parse(body.toString()) as ChatBody, request.headers);
      server.requests.push(asked);
      send(response, server.answer(asked), (text) => completion(asked.model, { content: text }));
    })().catch(() => response.destroy());
  });
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const server: ModelServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/v1`,
    requests: [],
    answer,
    hear: () => ({ status: 404, body: '{}' }),
    kill: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return server;
};
