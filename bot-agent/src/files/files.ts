import { join } from 'node:path';
import { Folder } from './folder.ts';
import { InboundFiles, type InboundFilesOptions } from './inbound-files.ts';
import { OutboundFiles } from './outbound-files.ts';
import { ServerFiles, type ServerFilesOptions } from './server-files.ts';

/** The files of messages, both ways, in a folder of their own. */
export const openFiles = (
  path: string,
  server: ServerFilesOptions,
  inbound: Omit<InboundFilesOptions, 'folder' | 'server'>,
): { inbound: InboundFiles; outbound: OutboundFiles } => {
  const api = new ServerFiles(server);
  return {
    inbound: new InboundFiles({ ...inbound, folder: new Folder(join(path, 'in')), server: api }),
    outbound: new OutboundFiles(new Folder(join(path, 'out')), api),
  };
};
