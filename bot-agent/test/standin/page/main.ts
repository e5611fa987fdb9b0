import { Disk } from './disk.ts';
import { Device } from './device.ts';
import { mediaModules } from './media.ts';
import type { Chat, Msg } from './models.ts';
import { MsgKey, Wid } from './wid.ts';

declare const __STANDIN_URL__: string;

const device = new Device(await Disk.open(), __STANDIN_URL__);

const widOrNull = (serialized: string | undefined): Wid | undefined =>
  serialized === undefined ? undefined : new Wid(serialized);
const key = (text: string) => ({ pubKey: new TextEncoder().encode(text) });

/** WhatsApp's own key class; the one that lets nobody choose ids is frozen. */
const keys = (): typeof MsgKey => (device.knobs.ids === 'frozen' ? Object.freeze(MsgKey) : MsgKey);

/** The modules that the library asks for, by the names that WhatsApp Web gives them. */
const modules: Record<string, () => unknown> = {
  WAWebSocketModel: () => ({ Socket: device.socket }),
  WAWebCmd: () => ({ Cmd: Object.assign(device.cmd, { refreshQR: () => device.refreshQr() }) }),
  WAWebConnModel: () => ({
    Conn: Object.assign(device.conn, { serialize: () => ({ pushname: device.me?.name, platform: 'android' }) }),
  }),
  WAWebOfflineHandler: () => ({ OfflineMessageHandler: { getOfflineDeliveryProgress: () => device.progress } }),
  WAWebAltDeviceLinkingApi: () => ({
    setPairingType: () => {},
    initializeAltDeviceLinking: () => Promise.resolve(),
    initializeQRLinking: () => Promise.resolve(),
    startAltLinkingFlow: async (phone: string) => {
      const answer = await device.ask({ t: 'code', phone });
      return answer.t === 'code' ? answer.code : '';
    },
  }),
  WABase64: () => ({ encodeB64: (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)) }),
  WAWebCompanionRegClientUtils: () => ({ DEVICE_PLATFORM: '1' }),
  WAWebUserPrefsInfoStore: () => ({ waNoiseInfo: { get: () => Promise.resolve({ staticKeyPair: key('noise') }) } }),
  WAWebSignalStoreApi: () => ({
    waSignalStore: { getRegistrationInfo: () => Promise.resolve({ identityKeyPair: key('identity') }) },
  }),
  WAWebUserPrefsMultiDevice: () => ({ getADVSecretKey: () => 'secret' }),
  WAWebUserPrefsMeUser: () => ({
    getMaybeMePnUser: () => widOrNull(device.me?.pn),
    getMaybeMeLidUser: () => widOrNull(device.me?.lid),
  }),
  WAWebCollections: () => ({
    Msg: Object.assign(device.messages, {
      getMessagesById: (ids: string[]) =>
        Promise.resolve({ messages: ids.flatMap((id) => device.messages.get(id) ?? []) }),
    }),
    Chat: device.chats,
  }),
  WAWebSyncGatingUtils: () => gating,
  WAWebAddonReactionTableMode: () => ({ reactionTableMode: device.reactions }),
  WAWebNonMessageDataRequestPlaceholderMessageResendUtils: () => ({ handlePlaceholderMsgsSeen: () => {} }),
  WALinkify: () => ({ findLinks: () => [], findLink: () => undefined }),
  WAWebWidFactory: () => ({ createWid: (text: string) => new Wid(text) }),
  WAWebFindChatAction: () => ({ findOrCreateLatestChat: (wid: Wid) => device.findChat(wid) }),
  WAWebStreamModel: () => ({ Stream: { markAvailable: () => {}, markUnavailable: () => {} } }),
  WAWebUpdateUnreadChatAction: () => ({
    sendSeen: ({ chat }: { chat: Chat }) => {
      device.seen(chat.id._serialized);
      return Promise.resolve();
    },
  }),
  WAWebChatGetters: () => ({ getIsNewsletter: () => false, getIsBroadcast: () => false }),
  WAWebGetEphemeralFieldsMsgActionsUtils: () => ({ getEphemeralFields: () => ({}) }),
  WAWebSendMsgChatAction: () => ({
    addAndSendMsgToChat: (chat: Chat, data: Parameters<Device['send']>[1]) => device.send(chat, data),
  }),
  WAWebChatLoadMessages: () => ({
    loadEarlierMsgs: ({ chat }: { chat: Chat }): Promise<Msg[]> => device.loadEarlier(chat),
  }),
  WAWebChatStateBridge: () => ({
    sendChatStateComposing: (wid: Wid) => device.typing(wid._serialized, 'composing'),
    sendChatStateRecording: (wid: Wid) => device.typing(wid._serialized, 'recording'),
    sendChatStatePaused: (wid: Wid) => device.typing(wid._serialized, 'paused'),
  }),
  WAWebApiContact: () => ({
    getCurrentLid: (wid: Wid) => widOrNull(device.lidOf(wid._serialized)),
    getPhoneNumber: (wid: Wid) => widOrNull(device.lids.get(wid._serialized)),
  }),
  ...mediaModules(device),
  WAWebQueryExistsJob: () => ({ queryWidExists: (wid: Wid) => device.queryExists(wid) }),
};
const gating = {};
const made = new Map<string, unknown>();

/** `window.require`: one object per name; an unknown name gives undefined. */
const requireModule = (name: string): unknown => {
  if (name === 'WAWebMsgKey') return keys();
  if (!made.has(name)) made.set(name, modules[name]?.());
  return made.get(name);
};

await device.start();
Object.assign(window, { require: requireModule, Debug: { VERSION: '2.3000.0-standin' } });
