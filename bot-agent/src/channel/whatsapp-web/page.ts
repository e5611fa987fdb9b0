import type { Jid } from './jid.ts';

/*
 * What runs inside the page. Each function is sent there as text, so it uses nothing but its argument and what the page
 * has: WhatsApp's modules by `require`, and the library's helpers as `WWebJS`.
 */

type Model = {
  id: { fromMe: boolean; id: string; _serialized: string };
  type: string;
  t: number;
  isNotification?: boolean;
};
type PageChat = { id: { _serialized: string; server: string }; t?: number; msgs: { getModelsArray: () => Model[] } };
/** A file that WhatsApp has: the fields of its message are its own and those of `toJSON`. */
type PreparedMedia = { preview?: string; toJSON?: () => object };
type Globals = {
  /** Files that wait to be sent, by the id of their message. */
  oconnectorPrepared?: Map<string, PreparedMedia>;
  require: (name: string) => unknown;
  WWebJS: {
    getChat(id: Jid, options: { getAsModel: false }): Promise<PageChat | null | undefined>;
    sendMessage(chat: PageChat, text: string, options: object): Promise<Model | undefined>;
    processMediaData(file: object, how: object): Promise<PreparedMedia>;
    getMessageModel(message: Model): unknown;
    sendChatstate(state: string, id: Jid): Promise<unknown>;
    enforceLidAndPnRetrieval(id: Jid): Promise<{ phone?: { _serialized: string } }>;
  };
  document: { body: { innerText: string } | null };
  onAppStateHasSyncedEvent?(): Promise<void>;
};

/** Where the page stands: the socket's state, whether all is synced, and what a person would read. */
export const probe = (): { state: string | null; hasSynced: boolean; shows: string } => {
  const { require: module, document } = globalThis as unknown as Globals;
  const { Socket } = (module?.('WAWebSocketModel') ?? {}) as { Socket?: { state?: string; hasSynced?: boolean } };
  return {
    state: Socket?.state ?? null,
    hasSynced: Socket?.hasSynced === true,
    shows: (document.body?.innerText ?? '').slice(0, 4_000),
  };
};

/** Tells the library what it missed: its own handler, called as WhatsApp's event would have. */
export const tellSynced = (): void => void (globalThis as unknown as Globals).onAppStateHasSyncedEvent?.();

/**
 * Asks for QRs again after WhatsApp has stopped making them because nobody scanned: what the library means to do and does
 * in the wrong place (facts E1, Client.js:290).
 */
export const refreshQr = (): void => {
  const { require: module } = globalThis as unknown as Globals;
  (module('WAWebCmd') as { Cmd: { refreshQR(): void } }).Cmd.refreshQR();
};

/** Finds or opens the chat with an address. Nothing is sent. False when there is none. */
export const openChat = async (jid: Jid): Promise<boolean> => {
  const { WWebJS } = globalThis as unknown as Globals;
  return Boolean(await WWebJS.getChat(jid, { getAsModel: false }));
};

/** How a file is sent. */
export type FileToSend = {
  /** Base64. */
  data: string;
  mimetype: string;
  filename: string | null;
  as: 'image' | 'video' | 'audio' | 'voice' | 'document';
};

/**
 * Gives a file to WhatsApp, by the library's own way, and keeps what came of it for `send`. No message comes of this: where it fails nothing
 * was sent.
 */
export const prepareFile = async ({ waId, file }: { waId: string; file: FileToSend }): Promise<void> => {
  const globals = globalThis as unknown as Globals;
  const { data, mimetype, filename, as } = file;
  const prepared = await globals.WWebJS.processMediaData(
    { data, mimetype, filename: filename ?? undefined },
    { forceVoice: as === 'voice', forceDocument: as === 'document' },
  );
  // One at a time: what was prepared and never sent must not stay.
  globals.oconnectorPrepared = new Map([[waId, prepared]]);
};

/**
 * Sends a text, or the file prepared under this id, under the id that we ask for. The library draws its id in the same turn of the event
 * loop in which it is called, so the maker of ids is ours for exactly that long and no other message can take the id; with a file of its
 * own it would first upload it, which is why that is done before. Where the page lets nobody choose, the message goes under its own id.
 * Without options the library makes no link preview and reads nothing as a contact card. Null when the page does not show what it sent.
 */
export const send = async ({
  jid,
  text,
  waId,
  hasFile,
}: {
  jid: Jid;
  /** What stands under a file. */
  text: string;
  waId: string;
  hasFile: boolean;
}): Promise<string | null> => {
  const { require: module, WWebJS, oconnectorPrepared } = globalThis as unknown as Globals;
  const chat = await WWebJS.getChat(jid, { getAsModel: false });
  if (!chat) throw new Error('the chat is gone');
  const prepared = hasFile ? oconnectorPrepared?.get(waId) : undefined;
  if (hasFile && !prepared) throw new Error('the file is not prepared');
  const maker = module('WAWebMsgKey') as { newId: () => Promise<string> };
  const own = maker.newId;
  const ours = () => Promise.resolve(waId);
  let sending: Promise<Model | undefined>;
  try {
    try {
      maker.newId = ours;
    } catch {
      // Frozen: the id is the page's.
    }
    // As the library itself puts the fields of a file into its message.
    sending = prepared
      ? WWebJS.sendMessage(chat, prepared.preview ?? '', {
          extraOptions: { ...prepared, ...prepared.toJSON?.(), caption: text === '' ? undefined : text },
        })
      : WWebJS.sendMessage(chat, text, {});
  } finally {
    if (maker.newId === ours) maker.newId = own;
  }
  oconnectorPrepared?.delete(waId);
  return (await sending)?.id.id ?? null;
};

export const showTyping = async ({ jid, on }: { jid: Jid; on: boolean }): Promise<void> => {
  const { WWebJS } = globalThis as unknown as Globals;
  await WWebJS.sendChatstate(on ? 'typing' : 'stop', jid);
};

/** Every chat with a person: when it last moved, and its last message that is not of a silent type. */
export const listChats = (
  silentTypes: readonly string[],
): { jid: Jid; t: number; last: { fromMe: boolean; id: string; type: string; t: number } | null }[] => {
  const { require: module } = globalThis as unknown as Globals;
  const { Chat } = module('WAWebCollections') as { Chat: { getModelsArray: () => PageChat[] } };
  return Chat.getModelsArray()
    .filter(({ id }) => id.server === 'c.us' || id.server === 'lid')
    .map(({ id, t, msgs }) => {
      const last = msgs.getModelsArray().findLast((one) => !one.isNotification && !silentTypes.includes(one.type));
      return {
        jid: id._serialized,
        t: t ?? last?.t ?? 0,
        last: last ? { fromMe: last.id.fromMe, id: last.id.id, type: last.type, t: last.t } : null,
      };
    });
};

/**
 * The messages of a chat from `since` (seconds) on, oldest first, at most `limit` of the newest, as the library's models;
 * earlier ones are loaded page by page until `since` is reached. A chat that is not there has none. `broken` counts those
 * that could not be read.
 */
export const readChat = async ({
  jid,
  since,
  limit,
}: {
  jid: Jid;
  since: number;
  limit: number;
}): Promise<{ models: unknown[]; broken: number }> => {
  const { require: module, WWebJS } = globalThis as unknown as Globals;
  const { Chat } = module('WAWebCollections') as { Chat: { get(wid: unknown): PageChat | undefined } };
  const { createWid } = module('WAWebWidFactory') as { createWid: (jid: Jid) => unknown };
  const chat = Chat.get(createWid(jid));
  if (!chat || (chat.t !== undefined && chat.t < since)) return { models: [], broken: 0 };
  const { loadEarlierMsgs } = module('WAWebChatLoadMessages') as {
    loadEarlierMsgs: (of: { chat: PageChat }) => Promise<Model[] | undefined>;
  };
  const found = new Map<string, Model>();
  const take = (messages: Model[]) => {
    const known = [...found.values()];
    found.clear();
    for (const one of [...messages, ...known]) found.set(one.id._serialized, one);
  };
  take(chat.msgs.getModelsArray());
  for (let first = [...found.values()][0]; found.size < limit && (!first || first.t >= since);) {
    const earlier = await loadEarlierMsgs({ chat });
    const before = found.size;
    take(earlier ?? []);
    if (found.size === before) break;
    first = [...found.values()][0];
  }
  const models: unknown[] = [];
  let broken = 0;
  for (const one of [...found.values()]
    .filter(({ t, isNotification }) => t >= since && !isNotification)
    .slice(-limit)) {
    try {
      models.push(WWebJS.getMessageModel(one));
    } catch {
      broken++;
    }
  }
  return { models, broken };
};

/** The first of these messages that the page knows, by their serialized ids. */
export const findMessage = async (keys: string[]): Promise<unknown> => {
  const { require: module, WWebJS } = globalThis as unknown as Globals;
  const { Msg } = module('WAWebCollections') as {
    Msg: { get(key: string): Model | undefined; getMessagesById(keys: string[]): Promise<{ messages?: Model[] }> };
  };
  for (const key of keys) {
    const found = Msg.get(key) ?? (await Msg.getMessagesById([key]))?.messages?.[0];
    if (found) return WWebJS.getMessageModel(found);
  }
  return null;
};

/**
 * The other address of each of these, the phone of a lid or the lid of a phone, null where it is not known; and whether it
 * is the number's own. What the page knows by itself costs nothing; only for a lid without a phone WhatsApp is asked.
 */
export const otherNames = async (jids: Jid[]): Promise<{ other: Jid | null; isMe: boolean }[]> => {
  const { require: module, WWebJS } = globalThis as unknown as Globals;
  const { createWid } = module('WAWebWidFactory') as { createWid: (jid: Jid) => unknown };
  const contacts = module('WAWebApiContact') as Record<
    'getCurrentLid' | 'getPhoneNumber',
    (wid: unknown) => { _serialized: string } | null | undefined
  >;
  const me = module('WAWebUserPrefsMeUser') as Record<
    'getMaybeMePnUser' | 'getMaybeMeLidUser',
    () => { _serialized: string } | null | undefined
  >;
  const own = [me.getMaybeMePnUser()?._serialized, me.getMaybeMeLidUser()?._serialized];
  const other = async (jid: Jid): Promise<Jid | null> => {
    try {
      if (!jid.endsWith('@lid')) return contacts.getCurrentLid(createWid(jid))?._serialized ?? null;
      const known = contacts.getPhoneNumber(createWid(jid))?._serialized;
      return known ?? (await WWebJS.enforceLidAndPnRetrieval(jid)).phone?._serialized ?? null;
    } catch {
      return null;
    }
  };
  return Promise.all(jids.map(async (jid) => ({ other: await other(jid), isMe: own.includes(jid) })));
};
