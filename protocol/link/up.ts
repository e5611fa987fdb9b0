import * as z from 'zod/mini';
import { Ack } from './ack.ts';
import { Fenced } from './fenced.ts';
import { Hello } from './hello.ts';
import { Nack } from './nack.ts';
import { Report } from './report.ts';
import { Status } from './status.ts';
import { Sync } from './sync.ts';
import { Typing } from './typing.ts';
import { Up } from './up.frame.ts';

/** Every frame an agent may send. */
export const UpFrame = z.discriminatedUnion('t', [Hello, Up, Ack, Report, Fenced, Status, Typing, Sync, Nack]);
export type UpFrame = z.infer<typeof UpFrame>;
