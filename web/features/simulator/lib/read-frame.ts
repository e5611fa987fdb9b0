import { decode } from '@oconnector/protocol/codec.ts';
import { MAX_LINK_FRAME_BYTES } from '@oconnector/protocol/limits.ts';
import { PhoneDownFrame } from '@oconnector/protocol/phone/frames.ts';

/** `opened` carries a whole history. */
const MAX_FRAME_BYTES = MAX_LINK_FRAME_BYTES * 16;

/** One frame of the simulated WhatsApp; null when it is none that this page knows. */
export const readPhoneFrame = (data: unknown): PhoneDownFrame | null => {
  const decoded = decode(PhoneDownFrame, typeof data === 'string' ? data : '', MAX_FRAME_BYTES);
  return decoded.ok ? decoded.frame : null;
};
