import type { Client } from 'whatsapp-web.js';
import { BROWSER_ARGS } from './chrome.ts';
import { library } from './library.ts';

/** What a client needs to know of this agent. */
export type ClientSettings = {
  /** Folder that holds the session: whoever has it has the number. */
  folder: string;
  chromePath: string;
  chromeArgs: readonly string[];
  headless: boolean;
  userAgent: string | false;
  /** A page of WhatsApp Web that lies in a folder as `<version>.html`; null takes what WhatsApp serves. */
  webVersion: { version: string; folder: string } | null;
  /** Digits of the number to link with a code typed on the phone; null links by QR. */
  pairPhone: string | null;
};

/** What the library has and does not say. */
type Inside = Client & { inject(): Promise<void> };

export type Hooks = {
  /** The browser runs; nothing is loaded yet. */
  onBrowser: () => void;
  /** Something failed in the library where nobody waits for it. */
  onLost: (what: string, thrown: unknown) => void;
};

/**
 * A client of the real library. What it would leave to an unhandled rejection (it calls some of its own methods without
 * waiting for them) is told by `onLost`, and it does not remove the session's folder under the running browser.
 */
export const createClient = (settings: ClientSettings, { onBrowser, onLost }: Hooks): Client => {
  const { folder, chromePath, chromeArgs, headless, userAgent, webVersion, pairPhone } = settings;
  const auth = new library.LocalAuth({ dataPath: folder });
  let hasBrowser = false;
  auth.afterBrowserInitialized = () => {
    // After a logout the library says it again, of the browser that is there.
    if (!hasBrowser) onBrowser();
    hasBrowser = true;
    return Promise.resolve();
  };
  auth.logout = () => Promise.resolve();
  const client = new library.Client({
    authStrategy: auth,
    puppeteer: {
      executablePath: chromePath,
      headless,
      pipe: true,
      args: [
        ...BROWSER_ARGS,
        // Through a pipe instead of a port: nobody else can drive it, and it ends with this process however that dies.
        '--remote-debugging-pipe',
        ...chromeArgs,
      ],
      // Signals are the agent's to handle: it closes the browser itself.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    },
    // The type knows no false, which the library takes for "the browser's own".
    userAgent: userAgent as string,
    ...(webVersion === null
      ? { webVersionCache: { type: 'none' } }
      : {
          webVersion: webVersion.version,
          webVersionCache: { type: 'local', path: webVersion.folder, strict: true },
        }),
    ...(pairPhone === null ? {} : { pairWithPhoneNumber: { phoneNumber: pairPhone } }),
  }) as Inside;

  const inject = client.inject.bind(client);
  let injected = false;
  client.inject = async () => {
    // The first time `initialize` waits for it; after a navigation nobody does.
    if (!injected) return inject().then(() => void (injected = true));
    await inject().catch((thrown: unknown) => onLost('inject', thrown));
  };
  const destroy = client.destroy.bind(client);
  client.destroy = () => destroy().catch((thrown: unknown) => onLost('destroy', thrown));
  const requestPairingCode = client.requestPairingCode.bind(client);
  client.requestPairingCode = (...args) =>
    requestPairingCode(...args).catch((thrown: unknown) => {
      onLost('requestPairingCode', thrown);
      return '';
    });
  return client;
};
