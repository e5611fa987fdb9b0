import * as z from 'zod/mini';
import { ObjectClass, ObjectDetail, ObjectEvent, ObjectSnapshot, Why } from '../model/inspector.ts';

/** `GET /api/ops/objects`: the registry as pushed; wakes nothing. */
export const ObjectsResponse = z.object({ objects: z.array(ObjectSnapshot), at: z.int() });
export type ObjectsResponse = z.infer<typeof ObjectsResponse>;

/** Names an object; `key` is the last part of its name (contact id, number id, or '' for one-per-cliente objects). */
export const ObjectQuery = z.object({ class: ObjectClass, key: z._default(z.string().check(z.maxLength(64)), '') });

/** `GET /api/ops/object?class&key`: opens one object (this wakes it). `why` only for a Conversation. */
export const ObjectResponse = z.object({ detail: ObjectDetail, why: z.nullable(Why) });
export type ObjectResponse = z.infer<typeof ObjectResponse>;

/** `GET /api/ops/events?class&key&before&correlation`: newest first. */
export const EventsQuery = z.object({
  ...ObjectQuery.shape,
  before: z.optional(z.coerce.number().check(z.int(), z.nonnegative())),
  correlation: z.optional(z.string().check(z.maxLength(200))),
  limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(500)), 100),
});
export const EventsResponse = z.object({ events: z.array(ObjectEvent), hasMore: z.boolean() });
export type EventsResponse = z.infer<typeof EventsResponse>;
