/**
 * Size limits that both ends of every wire enforce before they parse.
 * Each constant carries the reason for its value.
 */

/** Longest text of one message, in UTF-16 code units. WhatsApp's own composer stops at 65,536 characters. */
export const MAX_TEXT_LENGTH = 65_536;

/**
 * Largest link frame, in UTF-8 bytes. One text of MAX_TEXT_LENGTH made only of control characters or lone
 * surrogates grows sixfold under JSON escaping (`\ud800`), 384 KiB; the rest is the envelope.
 */
export const MAX_LINK_FRAME_BYTES = 512 * 1024;

/** Largest frame a dashboard may send. It only ever sends acknowledgements and tickets. */
export const MAX_LIVE_FRAME_BYTES = 64 * 1024;

/** Largest HTTP request body: one message of MAX_TEXT_LENGTH at its worst escaping, plus the envelope. */
export const MAX_BODY_BYTES = 512 * 1024;

/** Most items in one `up`, `down` or `res` frame. */
export const MAX_FRAME_ITEMS = 100;
