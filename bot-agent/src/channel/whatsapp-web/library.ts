import { createRequire } from 'node:module';
import type { Client, LocalAuth } from 'whatsapp-web.js';

type Library = { Client: typeof Client; LocalAuth: typeof LocalAuth };

const require = createRequire(import.meta.url);

/**
 * The two classes of the library that are used, by their own files: its index loads 300 further modules (archives, uploads
 * of sessions) that cost 9 MB and are never called.
 */
export const library: Library = {
  Client: require('whatsapp-web.js/src/Client.js') as Library['Client'],
  LocalAuth: require('whatsapp-web.js/src/authStrategies/LocalAuth.js') as Library['LocalAuth'],
};
