'use client';
import type { SimulatorResponse } from '@oconnector/protocol/api/numbers.ts';
import type { Content } from '@oconnector/protocol/model/content.ts';
import type { PhoneDownFrame, PhoneUpFrame } from '@oconnector/protocol/phone/frames.ts';
import { create } from 'zustand';
import { api, ApiError } from '../../../lib/api.ts';
import { noteStep } from '../../../lib/first-steps.ts';
import { backoffMs } from '../../../lib/live/backoff.ts';
import { uuidv7 } from '../../../lib/uuid.ts';
import type { FileFrame, PhoneFiles } from '../lib/phone-files.ts';
import { applyPhoneFrame, newPhone, type PhoneState } from '../lib/phones.ts';
import { PERSONAS } from '../lib/personas.ts';

const KEY = 'oc.phones';

export type Line = { state: 'connecting' | 'open' } | { state: 'none' } | { state: 'failed'; error: unknown };

type Store = { line: Line; phones: readonly PhoneState[]; refusal: string | null };

export const usePhones = create<Store>(() => ({ line: { state: 'connecting' }, phones: [], refusal: null }));

let socket: WebSocket | null = null;
let users = 0;
let attempt = 0;
let retry: ReturnType<typeof setTimeout> | null = null;

const send = (frame: PhoneUpFrame): boolean => {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(frame));
  return true;
};

const change = (phone: string, apply: (state: PhoneState) => PhoneState): void =>
  usePhones.setState(({ phones }) => ({ phones: phones.map((each) => (each.phone === phone ? apply(each) : each)) }));

const remember = (): void =>
  localStorage.setItem(KEY, JSON.stringify(usePhones.getState().phones.map(({ phone, name }) => ({ phone, name }))));

const remembered = (): { phone: string; name: string | null }[] => {
  const [first] = PERSONAS;
  const fallback = first ? [{ phone: first.phone, name: first.name }] : [];
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    if (!Array.isArray(saved)) return fallback;
    const phones = saved.flatMap((each: unknown) =>
      typeof each === 'object' && each !== null && 'phone' in each && typeof each.phone === 'string'
        ? [{ phone: each.phone, name: 'name' in each && typeof each.name === 'string' ? each.name : null }]
        : [],
    );
    return phones.length > 0 ? phones : fallback;
  } catch {
    return fallback;
  }
};

let files: Promise<PhoneFiles> | null = null;

/** What brings files to the phones and back; fetched with the first file. */
export const phoneFiles = (): Promise<PhoneFiles> => {
  files ??= import('../lib/phone-files.ts').then(({ createPhoneFiles }) =>
    createPhoneFiles({ send, buffered: () => socket?.bufferedAmount ?? 0 }),
  );
  return files;
};

const isOfFile = (frame: PhoneDownFrame): frame is FileFrame =>
  frame.t === 'uploaded' || frame.t === 'piece' || (frame.t === 'refused' && frame.mediaId !== undefined);

const hear = (frame: PhoneDownFrame): void => {
  if (isOfFile(frame)) void files?.then((each) => each.hear(frame));
  else if (frame.t === 'refused') usePhones.setState({ refusal: frame.message });
  else change(frame.phone, (state) => applyPhoneFrame(state, frame));
};

const again = (): void => {
  if (users === 0 || retry !== null) return;
  retry = setTimeout(
    () => {
      retry = null;
      void connect();
    },
    backoffMs(attempt++, Math.random()),
  );
};

/** Asks where the phones answer, each time anew: the token opens the socket once. */
const connect = async (): Promise<void> => {
  if (socket || users === 0) return;
  let where: SimulatorResponse;
  let readFrame: (data: unknown) => PhoneDownFrame | null;
  try {
    // The schemas come after the first paint, while the address is asked for.
    const [answer, reader] = await Promise.all([
      api.get<SimulatorResponse>('/api/whatsapp/simulator'),
      import('../lib/read-frame.ts'),
    ]);
    where = answer;
    readFrame = reader.readPhoneFrame;
  } catch (error) {
    usePhones.setState({
      line: error instanceof ApiError && error.status === 404 ? { state: 'none' } : { state: 'failed', error },
    });
    if (!(error instanceof ApiError && error.status > 0 && error.status < 500)) again();
    return;
  }
  if (socket || users === 0) return;
  const opening = new WebSocket(`${where.url}?token=${encodeURIComponent(where.token)}`);
  socket = opening;
  opening.onopen = () => {
    attempt = 0;
    usePhones.setState({ line: { state: 'open' } });
    for (const { phone, name, online, receipts, asLid } of usePhones.getState().phones) {
      send({ t: 'open', phone, name });
      if (!online || !receipts || asLid) send({ t: 'set', phone, online, receipts, asLid });
    }
  };
  opening.onmessage = (event: MessageEvent<unknown>) => {
    const frame = readFrame(event.data);
    if (frame) hear(frame);
  };
  opening.onclose = () => {
    void files?.then((each) => each.drop());
    if (socket !== opening) return;
    socket = null;
    usePhones.setState({ line: { state: 'connecting' } });
    again();
  };
};

/** Keeps the phones' socket open while a page shows phones. Returns what to call when it no longer does. */
export const holdPhones = (): (() => void) => {
  users++;
  if (usePhones.getState().phones.length === 0)
    usePhones.setState({ phones: remembered().map(({ phone, name }) => newPhone(phone, name)) });
  void connect();
  return () => {
    users--;
    if (users > 0) return;
    if (retry !== null) clearTimeout(retry);
    retry = null;
    const closing = socket;
    socket = null;
    closing?.close(1000);
  };
};

export const retryPhones = (): void => {
  attempt = 0;
  void connect();
};

export const openPhone = (phone: string, name: string | null): void => {
  if (usePhones.getState().phones.some((each) => each.phone === phone)) return;
  usePhones.setState(({ phones }) => ({ phones: [...phones, newPhone(phone, name)] }));
  remember();
  send({ t: 'open', phone, name });
};

export const closePhone = (phone: string): void => {
  usePhones.setState(({ phones }) => ({ phones: phones.filter((each) => each.phone !== phone) }));
  remember();
};

/** Writes to the shop; the bubble stands at once with a clock. False when the phone has no line. */
export const write = (phone: string, content: Content, copies = 1): boolean => {
  const id = uuidv7();
  if (!send({ t: 'send', phone, id, content, copies })) return false;
  change(phone, (state) => ({
    ...state,
    lines: [...state.lines, { waId: `local-${id}`, localId: id, from: 'me', content, at: Date.now(), ack: 0 }],
  }));
  noteStep('message');
  return true;
};

export const writeAsOwner = (phone: string, text: string): boolean => send({ t: 'owner', phone, text });

export const tellTyping = (phone: string, on: boolean): boolean => send({ t: 'typing', phone, on });

type Settings = { online?: boolean; receipts?: boolean; asLid?: boolean; failSends?: number };

export const setPhone = (phone: string, settings: Settings): void => {
  if (send({ t: 'set', phone, ...settings })) change(phone, (state) => ({ ...state, ...settings }));
};
