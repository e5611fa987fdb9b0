/** What the stand-in page and the stand-in's server say to each other, as JSON. Types only: the page has no bundler. */

/** A message as the server keeps it. `chat` is the address under which it shows the conversation (`…@c.us` or `…@lid`). */
export type WireMessage = {
  /** Dense from 1, over all chats: the page resumes after the last one it has. */
  seq: number;
  id: string;
  chat: string;
  fromMe: boolean;
  type: string;
  body: string;
  /** Seconds since the Unix epoch, as WhatsApp's. */
  t: number;
  ack: number;
  name: string | null;
  /** Further fields of the page's model, as they are. */
  extra: Record<string, unknown>;
};

export type Me = { pn: string; lid: string; name: string };

/** How the page misbehaves. */
export type Knobs = {
  /** `hasSynced` changes before the library listens, as when a session is restored fast: its `ready` never fires. */
  syncedEarly: boolean;
  /** `hold`: stays in the page's own store, never handed to the server. `fail`: throws in the page. `hang`: never settles. */
  sends: 'ok' | 'hold' | 'fail' | 'hang';
  history: 'ok' | 'fail' | 'hang';
  /** `frozen`: the page makes its own message ids and lets nobody choose. */
  ids: 'free' | 'frozen';
  /** Words that the page shows to a person. */
  shows: string;
};

export type ServerFrame =
  | { t: 'unpaired'; ref: string; knobs: Knobs }
  | { t: 'ref'; ref: string }
  | { t: 'paired'; credential: string; me: Me; knobs: Knobs; lids: [lid: string, pn: string][] }
  | { t: 'offline'; messages: WireMessage[]; percent: number }
  | { t: 'synced' }
  | { t: 'message'; message: WireMessage }
  | { t: 'ack'; id: string; level: number }
  | { t: 'edit'; id: string; body: string; at: number }
  | { t: 'revoke'; id: string }
  | { t: 'reaction'; id: string; from: string; emoji: string }
  | { t: 'decrypted'; id: string; type: string; body: string }
  | { t: 'state'; state: string }
  | { t: 'knobs'; knobs: Knobs }
  | { t: 'lids'; lids: [lid: string, pn: string][] }
  | { t: 'exists'; n: number; found: { lid: string | null; pn: string | null } | null }
  | { t: 'code'; n: number; code: string }
  | { t: 'uploaded'; n: number; path: string | null }
  | { t: 'file'; n: number; data: string | null }
  | { t: 'logout' };

/** What a message says of its file: where it lies, and what the page told of it. */
export type SentFile = { directPath: string; mimetype: string; caption?: string; filename?: string };

export type PageFrame =
  | { t: 'hello'; credential: string | null; after: number }
  | { t: 'send'; id: string; chat: string; type: string; body: string; at: number; file: SentFile | null }
  | { t: 'typing'; chat: string; state: string }
  | { t: 'seen'; chat: string }
  | { t: 'refresh' }
  | { t: 'exists'; n: number; wid: string }
  | { t: 'code'; n: number; phone: string }
  /** Base64. */
  | { t: 'upload'; n: number; data: string }
  | { t: 'fetch'; n: number; path: string };
