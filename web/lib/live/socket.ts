import { CLOSE, reactionTo } from '@oconnector/protocol/close-codes.ts';
import { decode, encode } from '@oconnector/protocol/codec.ts';
import type { LiveEvent } from '@oconnector/protocol/live/events.ts';
import { LiveDownFrame } from '@oconnector/protocol/live/frames.ts';
import { LIVE_DEAD_AFTER_MS, LIVE_PING, LIVE_PING_EVERY_MS, LIVE_PONG } from '@oconnector/protocol/live/version.ts';
import { api, onSession, refreshSession } from '../api.ts';
import { backoffMs } from './backoff.ts';
import { applyEvents, applyReset, applyTyping, type Cursor } from './state.ts';
import { changeLive, setConnection, useLive } from './store.ts';

/** The feed may carry a page of rows in one frame; this only stops a peer gone mad. */
const MAX_FRAME_BYTES = 8 * 1024 * 1024;
/** The session is renewed this long before it ends. */
const RENEW_BEFORE_MS = 60_000;
const LONG_PAUSE_MS = 30_000;
/** A hidden tab gets no animation frames, and the feed stops sending to a client that does not acknowledge. */
const HIDDEN_COMMIT_MS = 250;

type Frame = ReturnType<typeof setTimeout> | number;

/** The one socket of the dashboard: resumes where it was, commits once per animation frame, renews its session in time. */
export class LiveSocket {
  #socket: WebSocket | null = null;
  #attempt = 0;
  #heardAt = 0;
  #pending: LiveEvent[] = [];
  #commit: { cancel: () => void } | null = null;
  #retry: Frame | null = null;
  #pulse: Frame | null = null;
  #renewal: Frame | null = null;
  #openedWith: Cursor | null = null;
  #epoch = '';
  #stopped = true;
  readonly #unsubscribe: (() => void)[] = [];

  /** `expiresAt`: when the session ends unless it is renewed. */
  start(expiresAt: number): void {
    this.#stopped = false;
    const wake = (): void => this.#wake();
    const visible = (): void => {
      if (document.visibilityState === 'visible') this.#wake();
    };
    const offline = (): void => setConnection({ state: 'offline', since: Date.now() });
    window.addEventListener('online', wake);
    window.addEventListener('focus', wake);
    window.addEventListener('offline', offline);
    document.addEventListener('visibilitychange', visible);
    this.#unsubscribe.push(
      () => window.removeEventListener('online', wake),
      () => window.removeEventListener('focus', wake),
      () => window.removeEventListener('offline', offline),
      () => document.removeEventListener('visibilitychange', visible),
      onSession({
        renewed: (session) => {
          this.#planRenewal(session.expiresAt);
          void this.#sendTicket();
        },
        lost: () => this.#halt('session'),
      }),
    );
    this.#planRenewal(expiresAt);
    this.#open();
  }

  stop(): void {
    this.#stopped = true;
    for (const off of this.#unsubscribe.splice(0)) off();
    this.#drop();
    if (this.#retry !== null) clearTimeout(this.#retry);
    if (this.#renewal !== null) clearTimeout(this.#renewal);
  }

  #open(): void {
    this.#retry = null;
    if (this.#stopped || this.#socket) return;
    const { cursor } = useLive.getState().live;
    const query = cursor ? `?since=${cursor.seq}&epoch=${encodeURIComponent(cursor.epoch)}` : '';
    const socket = new WebSocket(
      `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/live${query}`,
    );
    this.#socket = socket;
    this.#openedWith = cursor;
    this.#heardAt = Date.now();
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (socket === this.#socket) this.#hear(event.data);
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#lost(event.code);
    };
    this.#pulse = setInterval(() => this.#beat(), LIVE_PING_EVERY_MS / 5);
  }

  /** One way down: nothing of the old socket may act afterwards. */
  #drop(): void {
    this.#flush();
    if (this.#pulse !== null) clearInterval(this.#pulse);
    this.#pulse = null;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close(1000);
  }

  #lost(code: number): void {
    this.#drop();
    if (this.#stopped) return;
    if (code === CLOSE.unauthorised.code) {
      this.#again(
        0,
        () =>
          void refreshSession().then(
            (session) => session && this.#open(),
            () => this.#lost(0),
          ),
      );
      return;
    }
    if (reactionTo(code) === 'stop') {
      this.#halt('version');
      return;
    }
    setConnection({ state: navigator.onLine ? 'reconnecting' : 'offline', since: Date.now() });
    this.#again(reactionTo(code) === 'wait' ? LONG_PAUSE_MS : backoffMs(this.#attempt++, Math.random()), () =>
      this.#open(),
    );
    // A refused upgrade looks like any other close: ask whether it was the session.
    if (this.#attempt === 2) void api.get('/api/auth/me').catch(() => undefined);
  }

  #again(afterMs: number, act: () => void): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = setTimeout(act, afterMs);
  }

  #halt(why: 'session' | 'version'): void {
    this.#drop();
    if (this.#retry !== null) clearTimeout(this.#retry);
    setConnection({ state: 'halted', since: Date.now(), why });
  }

  #wake(): void {
    if (this.#stopped || useLive.getState().connection.state === 'halted') return;
    if (this.#socket && Date.now() - this.#heardAt > LIVE_PING_EVERY_MS + 5_000) this.#drop();
    if (this.#socket) return;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#open();
  }

  #beat(): void {
    const silence = Date.now() - this.#heardAt;
    if (silence > LIVE_DEAD_AFTER_MS) this.#lost(0);
    else if (silence > LIVE_PING_EVERY_MS - 5_000 && this.#socket?.readyState === WebSocket.OPEN)
      this.#socket.send(LIVE_PING);
  }

  #hear(data: unknown): void {
    this.#heardAt = Date.now();
    if (data === LIVE_PONG) return;
    const decoded = decode(LiveDownFrame, typeof data === 'string' ? data : '', MAX_FRAME_BYTES);
    // A frame of a newer Worker is skipped; the number it carried shows up as a gap and is asked for again.
    if (!decoded.ok) return;
    const { frame } = decoded;
    switch (frame.t) {
      case 'hello':
        return this.#hello(frame.epoch, frame.head);
      case 'events':
        this.#pending.push(...frame.events);
        return this.#plan();
      case 'reset':
        this.#pending = [];
        changeLive((state) => applyReset(state, { epoch: this.#epoch, seq: frame.head }));
        return this.#ack(frame.head);
      case 'passing':
        return changeLive((state) => applyTyping(state, frame.event.data.contactId, frame.event.data.on, Date.now()));
      case 'renewed':
        return this.#planRenewal(frame.expiresAt);
      case 'refused':
        return;
    }
  }

  #hello(epoch: string, head: number): void {
    this.#attempt = 0;
    this.#epoch = epoch;
    setConnection({ state: 'open', since: Date.now() });
    const { cursor } = useLive.getState().live;
    if (!cursor) changeLive((state) => ({ ...state, cursor: { epoch, seq: head } }));
    // A list came in while the socket opened without a number: what happened between the two is asked for.
    else if (!this.#openedWith && (cursor.epoch !== epoch || cursor.seq < head)) this.#reopen();
  }

  #reopen(): void {
    this.#drop();
    this.#open();
  }

  #plan(): void {
    if (this.#commit) return;
    if (document.visibilityState === 'hidden') {
      const timer = setTimeout(() => this.#flush(), HIDDEN_COMMIT_MS);
      this.#commit = { cancel: () => clearTimeout(timer) };
    } else {
      const frame = requestAnimationFrame(() => this.#flush());
      // A tab hidden right now would wait for its frame for ever.
      const timer = setTimeout(() => this.#flush(), HIDDEN_COMMIT_MS * 2);
      this.#commit = {
        cancel: () => {
          cancelAnimationFrame(frame);
          clearTimeout(timer);
        },
      };
    }
  }

  #flush(): void {
    this.#commit?.cancel();
    this.#commit = null;
    const events = this.#pending;
    if (events.length === 0) return;
    this.#pending = [];
    let gap = false;
    changeLive((state, userId) => {
      const applied = applyEvents(state, events, userId);
      gap = applied.gap;
      return applied.state;
    });
    const { cursor } = useLive.getState().live;
    if (cursor) this.#ack(cursor.seq);
    if (gap && this.#socket) this.#reopen();
  }

  #ack(seq: number): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(encode({ t: 'ack', seq } as { t: string }));
  }

  #planRenewal(expiresAt: number): void {
    if (this.#renewal !== null) clearTimeout(this.#renewal);
    const inMs = Math.min(Math.max(1_000, expiresAt - Date.now() - RENEW_BEFORE_MS), 2 ** 31 - 1);
    this.#renewal = setTimeout(
      () => void refreshSession().catch(() => this.#planRenewal(Date.now() + RENEW_BEFORE_MS + 10_000)),
      inMs,
    );
  }

  async #sendTicket(): Promise<void> {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    const answer = await api.post<{ ticket: string }>('/api/live/ticket').catch(() => null);
    if (answer && this.#socket?.readyState === WebSocket.OPEN)
      this.#socket.send(encode({ t: 'renew', ticket: answer.ticket } as { t: string }));
  }
}
