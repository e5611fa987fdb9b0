import { join } from 'node:path';
import type { Channel, Pairing } from './channel/port.ts';
import { systemClock, systemSleep, type Clock } from './clock.ts';
import type { AgentEnv } from './env.ts';
import type { Hit } from './failpoint.ts';
import type { Log } from './log.ts';

/** A channel with what surrounds it. */
export type Opened = {
  channel: Channel;
  /** Told at every failpoint: the simulated WhatsApp has failpoints of its own. */
  hit: Hit;
  onPairing: (pairing: Pairing | null) => void;
  /** After the channel has stopped. */
  close: () => Promise<void>;
};

/** Opens the channel that the settings name. The other one's code is not even loaded: the library alone takes 60 MB. */
export const openChannel = (env: AgentEnv, serverClock: Clock, log: Log): Promise<Opened> =>
  env.channel === 'simulated' ? openSimulated(env, serverClock, log) : openWhatsAppWeb(env, log);

const openSimulated = async (env: AgentEnv, serverClock: Clock, log: Log): Promise<Opened> => {
  const { followFaults } = await import('./channel/simulated/faults.ts');
  const { PhonesServer } = await import('./channel/simulated/phones.ts');
  const { SimulatedChannel } = await import('./channel/simulated/simulated.ts');
  const { WhatsApp } = await import('./channel/simulated/whatsapp.ts');
  const whatsapp = new WhatsApp(join(env.dataDir, 'whatsapp'), systemClock, systemSleep);
  const origins = [...env.phonesOrigins, env.serverUrl];
  const phones = new PhonesServer({ whatsapp, clock: serverClock, log, port: env.phonesPort, origins });
  await phones.start();
  const channel = new SimulatedChannel(whatsapp, phones, systemClock);
  const faults = env.simulatedFaults === null ? null : followFaults(env.simulatedFaults, { whatsapp, channel, log });
  return {
    channel,
    hit: (name) => faults?.hit(name),
    onPairing: () => {},
    close: async () => {
      faults?.stop();
      await phones.stop();
      await whatsapp.close();
    },
  };
};

const openWhatsAppWeb = async (env: AgentEnv, log: Log): Promise<Opened> => {
  const { WhatsAppWebChannel } = await import('./channel/whatsapp-web/whatsapp-web.ts');
  const { terminalPairing } = await import('./channel/whatsapp-web/terminal.ts');
  const folder = join(env.dataDir, 'whatsapp-web');
  const channel = new WhatsAppWebChannel({ ...env.whatsappWeb, folder, clock: systemClock, sleep: systemSleep, log });
  return {
    channel,
    hit: () => {},
    onPairing: (pairing) => {
      // Never into a file or a log: whoever has it can link a device.
      if (pairing !== null && process.stdout.isTTY) process.stdout.write(terminalPairing(pairing));
    },
    close: () => Promise.resolve(),
  };
};
