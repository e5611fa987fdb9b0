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

/**
 * Largest file of each kind, in bytes. WhatsApp's own limits for business accounts (Cloud API, "Media: Supported media types") are 5 MB
 * for images, 16 MB for audio and video, 100 MB for documents and 500 KB for animated stickers; the apps send larger videos. A file
 * passes the page of whatsapp-web.js as one base64 text and a Worker has 128 MB, so documents and videos stop at 32 MiB here.
 */
export const MEDIA_MAX_BYTES = {
  image: 16 * 1024 * 1024,
  audio: 16 * 1024 * 1024,
  video: 32 * 1024 * 1024,
  document: 32 * 1024 * 1024,
  sticker: 1024 * 1024,
} as const;

/** The largest of them: what a request may carry at all. */
export const MAX_MEDIA_BYTES = Math.max(...Object.values(MEDIA_MAX_BYTES));

/** Longest words under a file that we send, in UTF-16 code units: the Cloud API's limit for a caption. */
export const MAX_CAPTION_LENGTH = 1_024;

/** Most items in one `up`, `down` or `res` frame. */
export const MAX_FRAME_ITEMS = 100;
