import * as z from 'zod/mini';
import { Ack } from './ack.ts';
import { Cancel } from './cancel.ts';
import { Channel } from './channel.ts';
import { Down } from './down.frame.ts';
import { Look } from './look.ts';
import { Nack } from './nack.ts';
import { Reported } from './reported.ts';
import { Sync } from './sync.ts';
import { Welcome } from './welcome.ts';

/** Every frame a Gateway may send. */
export const DownFrame = z.discriminatedUnion('t', [Welcome, Ack, Down, Reported, Cancel, Sync, Nack, Look, Channel]);
export type DownFrame = z.infer<typeof DownFrame>;
