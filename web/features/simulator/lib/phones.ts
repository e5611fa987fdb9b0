import type { FileFrame } from './phone-files.ts';
import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { PhoneDownFrame, PhoneMessage } from '@oconnector/protocol/phone/frames.ts';

/** A line on a simulated phone; `local` until the simulated WhatsApp has taken it. */
export type PhoneLine = PhoneMessage & { localId: string | null };

export type PhoneState = {
  phone: string;
  name: string | null;
  /** Null until the simulated WhatsApp has opened it. */
  shop: { name: string; phone: string } | null;
  address: Alias | null;
  lines: readonly PhoneLine[];
  typing: boolean;
  online: boolean;
  receipts: boolean;
  asLid: boolean;
  failSends: number;
};

export const newPhone = (phone: string, name: string | null): PhoneState => ({
  phone,
  name,
  shop: null,
  address: null,
  lines: [],
  typing: false,
  online: true,
  receipts: true,
  asLid: false,
  failSends: 0,
});

/** A line joins by its WhatsApp id; the one written here is replaced by the one that was taken. */
const join = (lines: readonly PhoneLine[], message: PhoneMessage, localId: string | null): readonly PhoneLine[] => {
  const line: PhoneLine = { ...message, localId };
  const at = lines.findIndex((each) => each.waId === message.waId || (localId !== null && each.localId === localId));
  return at === -1
    ? [...lines, line]
    : lines.map((each, index) => (index === at ? { ...line, localId: each.localId ?? localId } : each));
};

/** What a frame changes on its phone. */
export const applyPhoneFrame = (
  state: PhoneState,
  frame: Exclude<PhoneDownFrame, FileFrame | { t: 'refused' }>,
): PhoneState => {
  switch (frame.t) {
    case 'opened': {
      const waiting = state.lines.filter(
        (line) =>
          line.ack === 0 && line.localId !== null && !frame.history.some((message) => message.waId === line.waId),
      );
      const names = new Map(state.lines.map((line) => [line.waId, line.localId]));
      return {
        ...state,
        shop: frame.shop,
        address: frame.address,
        lines: [
          ...frame.history.map((message) => ({ ...message, localId: names.get(message.waId) ?? null })),
          ...waiting,
        ],
      };
    }
    case 'sent':
      return { ...state, lines: join(state.lines, frame.message, frame.id) };
    case 'message':
      return {
        ...state,
        typing: frame.message.from === 'shop' ? false : state.typing,
        lines: join(state.lines, frame.message, null),
      };
    case 'ack':
      return {
        ...state,
        lines: state.lines.map((line) =>
          line.waId === frame.waId ? { ...line, ack: Math.max(line.ack ?? 0, frame.ack) } : line,
        ),
      };
    case 'typing':
      return { ...state, typing: frame.on };
  }
};
