import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { SessionResponse } from '@oconnector/protocol/api/auth.ts';
import { SimulatorResponse } from '@oconnector/protocol/api/numbers.ts';
import { decode, encode } from '@oconnector/protocol/codec.ts';
import { MAX_LINK_FRAME_BYTES } from '@oconnector/protocol/limits.ts';
import { contentText } from '@oconnector/protocol/model/content.ts';
import { whatOf } from '@oconnector/protocol/model/what-of.ts';
import { PhoneDownFrame, type PhoneMessage, type PhoneUpFrame } from '@oconnector/protocol/phone/frames.ts';
import { readInstance } from './lib/instance.ts';
import { stateDir } from './lib/paths.ts';
import { Trouble, runScript } from './lib/trouble.ts';

const USAGE = `npm run phone -- [--from +5511987654321] [--name Ana] ["Vocês entregam hoje?"]

Without a text: an interactive chat, where "> text" answers the shop's last message and ">> text" is a forwarded one. Options:
  --json            one JSON line per answer: {"from","text","at","ms"}
  --timeout 30      seconds to wait for the first answer
  --quiet 3         seconds of silence after which the answer is complete
  --url, --email, --password   another instance than the one that npm start runs`;

const NOT_RUNNING = 'oConnector is not running here: start it with `npm start` in another terminal, then try again.';
/** Ticks of an own message: clock, server, device, read. */
const TICKS = ['·', '✓', '✓✓', '✓✓ lida'];

const readOptions = () => {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        from: { type: 'string', default: '+5511987654321' },
        name: { type: 'string' },
        json: { type: 'boolean', default: false },
        timeout: { type: 'string', default: '30' },
        quiet: { type: 'string', default: '3' },
        url: { type: 'string' },
        email: { type: 'string' },
        password: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const from = `+${values.from.replace(/\D/g, '')}`;
    if (!/^\+[1-9]\d{6,14}$/.test(from))
      throw new Trouble(`--from ${values.from} is no phone number: write it like +5511987654321.`);
    return {
      ...values,
      from,
      text: positionals.join(' '),
      timeoutMs: seconds('timeout', values.timeout),
      quietMs: seconds('quiet', values.quiet),
    };
  } catch (thrown) {
    throw thrown instanceof Trouble
      ? thrown
      : new Trouble(`${thrown instanceof Error ? thrown.message : String(thrown)}\n\n${USAGE}`);
  }
};

const seconds = (name: string, text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new Trouble(`--${name} ${text} is no number of seconds.`);
  return value * 1_000;
};

type Options = ReturnType<typeof readOptions>;
type Access = { url: string; email: string; password: string };

const accessOf = (options: Options): Access => {
  const instance = readInstance(stateDir().instance);
  const url = options.url ?? instance?.url;
  const email = options.email ?? instance?.email;
  const password = options.password ?? instance?.password;
  if (!url) throw new Trouble(NOT_RUNNING);
  if (!email || !password) throw new Trouble('Give --email and --password with --url.');
  return { url: url.replace(/\/+$/, ''), email, password };
};

const ask = async (url: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  } catch {
    throw new Trouble(`Nobody answers at ${new URL(url).origin}. ${NOT_RUNNING}`);
  }
};

/** Signs in and asks where the simulated phones answer. */
const locate = async ({ url, email, password }: Access): Promise<{ url: string; token: string }> => {
  const login = await ask(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password, client: 'api' }),
  });
  if (login.status === 401)
    throw new Trouble('E-mail or password is wrong; restart `npm start` if the instance was reset.');
  if (!login.ok) throw new Trouble(`Signing in failed: the server answered ${login.status}.`);
  const { tokens } = SessionResponse.parse(await login.json());
  if (!tokens) throw new Trouble('Signing in gave no token: is this an oConnector server?');
  const found = await ask(`${url}/api/whatsapp/simulator`, {
    headers: { authorization: `Bearer ${tokens.accessToken}` },
  });
  if (found.status === 404)
    throw new Trouble('This number has no simulated phones now: its bot agent is offline or drives a real WhatsApp.');
  if (!found.ok) throw new Trouble(`The server answered ${found.status} when asked for the simulated phones.`);
  return SimulatorResponse.parse(await found.json());
};

type Line = { send(frame: PhoneUpFrame): void; close(): void };

/** Opens the phone; resolves once WhatsApp shows it. */
const connect = async (
  place: { url: string; token: string },
  options: Options,
  hear: (frame: PhoneDownFrame) => void,
  lost: () => void,
): Promise<Line> => {
  const socket = new WebSocket(`${place.url}?token=${encodeURIComponent(place.token)}`);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.addEventListener('error', () =>
    reject(new Trouble('The simulated phones do not answer: the bot agent may be restarting, try again.')),
  );
  socket.addEventListener('close', () => {
    reject(new Trouble('The simulated phones closed the door.'));
    lost();
  });
  socket.addEventListener('message', ({ data }) => {
    const decoded = decode(
      PhoneDownFrame,
      typeof data === 'string' ? data : new Uint8Array(0),
      64 * MAX_LINK_FRAME_BYTES,
    );
    if (!decoded.ok) return;
    if (decoded.frame.t === 'opened') resolve();
    hear(decoded.frame);
  });
  const send = (frame: PhoneUpFrame): void => socket.send(encode(frame));
  socket.addEventListener('open', () => send({ t: 'open', phone: options.from, name: options.name ?? null }));
  await promise;
  return { send, close: () => socket.close() };
};

const sendFrame = (phone: string, text: string): PhoneUpFrame & { t: 'send' } => ({
  t: 'send',
  phone,
  id: randomUUID(),
  content: { type: 'text', text },
  copies: 1,
});

const wordsOf = ({ content }: PhoneMessage): string =>
  content.type === 'text' ? content.text : `[${whatOf(content)}] ${contentText(content)}`.trim();

const print = (options: Options, message: PhoneMessage, ms: number): void => {
  const text = wordsOf(message);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ from: 'shop', text, at: message.at, ms })}\n`
      : `${text.replace(/\r\n|\r|\n/g, ' ⏎ ')}\n`,
  );
};

/** Sends one text and prints the answers until the shop has been quiet. True when there was one. */
const once = async (options: Options, place: { url: string; token: string }): Promise<boolean> => {
  const { promise: over, resolve: finish, reject: fail } = Promise.withResolvers<void>();
  let sentAt = 0;
  let answers = 0;
  let timer: NodeJS.Timeout | undefined;
  const wait = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(finish, ms);
  };
  const hear = (frame: PhoneDownFrame): void => {
    if (frame.t === 'refused') fail(new Trouble(`The simulated WhatsApp refused: ${frame.message}.`));
    if (sentAt === 0) return;
    // What was delivered late answers an earlier question.
    if (frame.t === 'message' && frame.message.from === 'shop' && frame.message.at >= sentAt) {
      answers++;
      print(options, frame.message, Date.now() - sentAt);
      wait(options.quietMs);
    }
    // Somebody types: the answer goes on, but not for ever.
    if (frame.t === 'typing' && answers > 0) wait(frame.on ? Math.max(options.quietMs, 10_000) : options.quietMs);
  };
  const line = await connect(place, options, hear, () =>
    fail(new Trouble('The connection to the simulated phones was lost.')),
  );
  sentAt = Date.now();
  line.send(sendFrame(options.from, options.text));
  wait(options.timeoutMs);
  try {
    await over;
  } finally {
    clearTimeout(timer);
    line.close();
  }
  return answers > 0;
};

/** What was typed into the chat; `last`: the shop's last message there. */
const typedFrame = (phone: string, typed: string, last: string | null): PhoneUpFrame => {
  const [, mark, text = ''] = /^(>>?) (.*\S.*)$/s.exec(typed) ?? [];
  if (mark === '>>') return { ...sendFrame(phone, text), forwarded: 'forwarded' };
  if (mark === '>' && last !== null) return { ...sendFrame(phone, text), quotes: last };
  return sendFrame(phone, typed);
};

/** A chat: each line typed is a message; ticks and typing are shown as they come. */
const chat = async (options: Options, place: { url: string; token: string }): Promise<void> => {
  const prompt = createInterface({ input: process.stdin, output: process.stdout, prompt: 'você> ' });
  // Begun before the phone is connected: a line that nobody listens for is dropped.
  const typed = prompt[Symbol.asyncIterator]();
  const own = new Map<string, string>();
  let sentAt = Date.now();
  let last: string | null = null;
  const show = (text: string): void => {
    process.stdout.write(process.stdout.isTTY ? `\r\u001b[K${text}\n` : `${text}\n`);
    prompt.prompt(true);
  };
  const hear = (frame: PhoneDownFrame): void => {
    switch (frame.t) {
      case 'opened':
        return show(`${options.from} → ${frame.shop.name} (${frame.shop.phone}). Ctrl-D ends the chat.`);
      case 'sent':
        own.set(frame.message.waId, wordsOf(frame.message));
        return;
      case 'ack':
        return own.has(frame.waId)
          ? show(`      ${TICKS[frame.ack] ?? ''} ${(own.get(frame.waId) ?? '').slice(0, 40)}`)
          : undefined;
      case 'typing':
        return frame.on ? show('loja… digitando') : undefined;
      case 'message':
        last = frame.message.waId;
        if (options.json) return print(options, frame.message, Date.now() - sentAt);
        return show(`loja> ${wordsOf(frame.message).replace(/\r\n|\r|\n/g, '\n      ')}`);
      case 'refused':
        return show(`! ${frame.message}`);
      // Files are for phones with a screen.
      case 'uploaded':
      case 'piece':
        return;
    }
  };
  const line = await connect(place, options, hear, () => prompt.close());
  prompt.prompt();
  for await (const text of typed) {
    if (text.trim() !== '') {
      sentAt = Date.now();
      line.send(typedFrame(options.from, text, last));
    }
    prompt.prompt();
  }
  line.close();
};

const main = async (): Promise<number> => {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const place = await locate(accessOf(options));
  if (options.text === '') {
    await chat(options, place);
    return 0;
  }
  if (await once(options, place)) return 0;
  process.stderr.write(
    `No answer within ${options.timeoutMs / 1_000} s: a person may have the conversation, or the bot is thinking; look at the dashboard.\n`,
  );
  return 1;
};

await runScript(main);
