import { ApiClient } from '../../support/api.ts';
import { SeededRandom } from '../sim/scheduler.ts';
import { BotLog } from './bot-log.ts';
import { Dashboard } from './dashboard.ts';
import type { Done, Load } from './floors.ts';
import { Attendant, Crowd } from './load.ts';
import { Memory } from './rss.ts';
import { TruthLog } from './truth.ts';
import type { World } from './world.ts';

const ATTENDANTS = 2;
const DASHBOARDS = 2;

/** The processes, the people around them, and who writes down what happens. */
export type Parts = {
  world: World;
  crowd: Crowd;
  attendants: readonly Attendant[];
  dashboards: readonly Dashboard[];
  truth: TruthLog;
  botLog: BotLog;
  memory: Memory;
};

/** Everybody around a world that runs, each with a stream of its own out of `random`; `dismiss` ends them. */
export const gather = async (world: World, load: Load, random: SeededRandom): Promise<Parts> => {
  const own = (): SeededRandom => new SeededRandom(random.int(0, 2 ** 31));
  const crowd = await Crowd.gather(world.api, load.contacts, own(), load.manners);
  return {
    world,
    crowd,
    attendants: Array.from(
      { length: ATTENDANTS },
      () => new Attendant(new ApiClient(world.instance), own(), world.frames),
    ),
    dashboards: Array.from(
      { length: DASHBOARDS },
      (_, i) => new Dashboard(`dashboard ${i + 1}`, new ApiClient(world.instance), world.instance.url),
    ),
    truth: new TruthLog(world.stateDir),
    botLog: new BotLog(world.stateDir).follow(),
    memory: new Memory(world),
  };
};

/** What has been done to the processes so far. */
export const doneTo = ({ world, attendants }: Parts): Done => ({
  kills: world.kills.length,
  takeovers: attendants.reduce((sum, { confirmMs }) => sum + confirmMs.length, 0),
  tampered: world.proxy.tampered,
});

/** Everybody who talks to the processes hangs up; may be done twice. */
export const leave = ({ dashboards, crowd }: Parts): void => {
  for (const dashboard of dashboards) dashboard.close();
  crowd.close();
};

/** Ends all that is here but the world; may be done twice. */
export const dismiss = (parts: Parts): void => {
  parts.memory.stop();
  parts.botLog.stop();
  leave(parts);
};
