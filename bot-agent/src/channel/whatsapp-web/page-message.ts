import * as z from 'zod';

/** An address, as text or as the page's own object. */
export const Wid = z.union([
  z.string(),
  z.object({ _serialized: z.string() }).transform(({ _serialized }) => _serialized),
]);

/** A field that is taken where it has the right shape and does without where not: the page is WhatsApp's, not ours. */
const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);

const wid = Wid.optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);

/** What a message says, as far as it is used here. */
const said = {
  type: z.string(),
  body: text,
  caption: text,
  filename: text,
  pollName: text,
  loc: text,
  lat: number,
  lng: number,
  vcardFormattedName: text,
};

/**
 * A message as the library takes it out of the page (`getMessageModel`), as far as it is used here. Only who, which chat,
 * which id, what type and when must be there.
 */
export const PageMessage = z.object({
  id: z.object({ fromMe: z.boolean(), remote: Wid, id: z.string().min(1).max(100) }),
  ...said,
  /** Seconds since the Unix epoch. */
  t: z.number().nonnegative(),
  ack: number,
  notifyName: text,
  mimetype: text,
  size: number,
  /** Seconds, as text or number. */
  duration: z.union([z.number(), z.string()]).optional().catch(undefined),
  /** Pixels of what can be seen. */
  width: number,
  height: number,
  /** Where the file lies; without it there is none to be had. */
  directPath: text,
  isStatusV3: flag,
  broadcast: flag,
  latestEditSenderTimestampMs: number,
  from: wid,
  to: wid,
  /** The message that it answers: its id, what it says, and who wrote it. */
  quotedStanzaID: text,
  quotedMsg: z.object(said).optional().catch(undefined),
  quotedParticipant: wid,
  isForwarded: flag,
  forwardingScore: number,
});
export type PageMessage = z.infer<typeof PageMessage>;

/** Parses a model; null when it is not one. */
export const readMessage = (model: unknown): PageMessage | null => {
  const parsed = PageMessage.safeParse(model);
  return parsed.success ? parsed.data : null;
};
