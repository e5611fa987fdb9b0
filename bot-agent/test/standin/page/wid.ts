/** An address of WhatsApp: a person by phone (`c.us`) or by `lid`, a group, a broadcast. */
export class Wid {
  readonly user: string;
  readonly server: string;
  readonly _serialized: string;

  constructor(serialized: string) {
    const [user = '', server = ''] = serialized.split('@');
    this.user = user;
    this.server = server;
    this._serialized = serialized;
  }

  isLid = (): boolean => this.server === 'lid';
  isGroup = (): boolean => this.server === 'g.us';
  isStatus = (): boolean => this._serialized === 'status@broadcast';
  isUser = (): boolean => this.server === 'c.us' || this.server === 'lid';
  toJid = (): string => this._serialized;
  toString = (): string => this._serialized;

  /** As it crosses to Node: functions do not. */
  plain(): { user: string; server: string; _serialized: string } {
    return { user: this.user, server: this.server, _serialized: this._serialized };
  }
}

/** `WAWebMsgKey`. */
export class MsgKey {
  readonly fromMe: boolean;
  readonly remote: Wid;
  readonly id: string;
  readonly _serialized: string;

  constructor({ to, id, selfDir }: { to: Wid; id: string; selfDir: 'in' | 'out' }) {
    this.fromMe = selfDir === 'out';
    this.remote = to;
    this.id = id;
    this._serialized = `${this.fromMe}_${to._serialized}_${id}`;
  }

  static newId(): Promise<string> {
    const bytes = crypto.getRandomValues(new Uint8Array(9));
    return Promise.resolve(
      `3EB0${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`.toUpperCase(),
    );
  }

  toString(): string {
    return this._serialized;
  }
}
