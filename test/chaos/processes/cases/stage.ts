import type { InboundMessage, OutboundMessage } from '@oconnector/protocol/model/message.ts';
import { newPhone, Phones } from '../../../support/phone.ts';
import { until } from '../../../support/wait.ts';
import { expectThat, type Injected } from '../../report/case.ts';
import { readTruth } from '../truth.ts';
import { LinkClient } from '../link-client.ts';
import { World } from '../world.ts';

export type FaultCase = {
  /** Row of the fault matrix (DELIVERY §3). */
  row: number;
  layer: 'L2';
  name: string;
  /** Only in the long run. */
  nightly?: boolean;
  /** Throws when the expected outcome does not come about. */
  run: (stage: Stage, log: (line: string) => void) => Promise<Injected>;
};

const ENDS = new Set(['accepted', 'delivered', 'read', 'failed', 'cancelled', 'expired', 'unknown']);

/** One running world with phones, for several cases one after the other. Each case uses phones of its own. */
export class Stage {
  world: World;
  phones: Phones;
  #numbers = 0;

  private constructor(world: World, phones: Phones) {
    this.world = world;
    this.phones = phones;
  }

  static async open(options: Parameters<typeof World.start>[0] = {}): Promise<Stage> {
    const world = await World.start(options);
    const phones = new Phones(world.api);
    await phones.connect();
    return new Stage(world, phones);
  }

  /** Stops the processes, lets `between` have the files to itself, and starts them again on the same state. */
  async restart(
    between: (stateDir: string) => void | Promise<void> = () => {},
    env: Record<string, string> = {},
  ): Promise<void> {
    const { stateDir } = this.world;
    this.phones.close();
    await this.world.stop();
    await between(stateDir);
    this.world = await World.start({ stateDir, env });
    this.phones = new Phones(this.world.api);
    await this.phones.connect();
    this.#numbers = 0;
  }

  async close(): Promise<void> {
    this.phones.close();
    await this.world.end();
  }

  /** A phone that nobody has used, opened on a screen. */
  async phone(): Promise<string> {
    // A socket opens a hundred phones at most.
    if (++this.#numbers % 80 === 0) {
      this.phones.close();
      this.phones = new Phones(this.world.api);
      await this.phones.connect();
    }
    const number = newPhone();
    this.phones.open(number);
    return number;
  }

  async contact(phone: string): Promise<string> {
    const row = await until(`${phone} in the inbox`, () => this.world.api.byPhone(phone));
    return row.contact.contactId;
  }

  async inbound(phone: string): Promise<InboundMessage[]> {
    return (await this.world.api.thread(await this.contact(phone))).filter((message) => message.direction === 'in');
  }

  async outbound(phone: string): Promise<OutboundMessage[]> {
    return (await this.world.api.thread(await this.contact(phone))).filter((message) => message.direction === 'out');
  }

  /** Waits until the phone shows so many answers. */
  async answered(phone: string, answers = 1, limitMs = 60_000): Promise<void> {
    await until(`${answers} answers on ${phone}`, () => this.phones.answers(phone).length >= answers, limitMs);
  }

  /** Waits until everything the phone wrote is stored, answered, and every command has ended. */
  async settled(phone: string, limitMs = 60_000): Promise<void> {
    await until(
      `${phone} to come to rest`,
      async () => {
        const written = readTruth(this.world.stateDir).filter((line) => line.phone === phone && line.k === 'in').length;
        const row = await this.world.api.byPhone(phone);
        if (
          !row ||
          row.inboundCount !== written ||
          row.activity !== 'idle' ||
          (row.control.holder.kind === 'bot' && row.waitingSince !== null)
        )
          return false;
        return (await this.outbound(phone)).every(({ status }) => ENDS.has(status));
      },
      limitMs,
    );
  }

  /** What WhatsApp took from the agent for this phone: each line is one thing said; a repeat counts. */
  said(phone: string): string[] {
    return readTruth(this.world.stateDir)
      .filter((line) => line.phone === phone && (line.k === 'out' || line.k === 'repeat'))
      .map(({ waId }) => waId);
  }

  /** The thread has what the phone wrote, once and in WhatsApp's order; nothing was said twice; nothing is claimed that was not said. */
  async soundly(...phones: string[]): Promise<void> {
    const truth = readTruth(this.world.stateDir);
    for (const phone of phones) {
      const written = truth.filter((line) => line.phone === phone && line.k === 'in').map(({ waId }) => waId);
      const stored = (await this.inbound(phone)).map(({ waId }) => waId);
      expectThat(
        JSON.stringify(stored) === JSON.stringify(written),
        `${phone}: stored ${stored.length} of ${written.length}, or in another order`,
      );
      const said = this.said(phone);
      expectThat(new Set(said).size === said.length, `${phone}: something was said twice`);
      const claimed = (await this.outbound(phone))
        .filter(({ status, commandId }) => commandId !== null && ['accepted', 'delivered', 'read'].includes(status))
        .map(({ waId }) => waId);
      expectThat(
        claimed.every((waId) => waId !== null && said.includes(waId)),
        `${phone}: called accepted and never said`,
      );
    }
  }

  async isOnline(): Promise<void> {
    await until('the agent to be back', () => this.world.isOnline(), 90_000);
  }

  /**
   * A second agent of the number, which takes the lease. Afterwards the first one is started anew, as a person would do: by itself it waits
   * for a minute.
   */
  async withGhost<T>(work: (ghost: LinkClient) => Promise<T>, serverUrl = this.world.proxy.url): Promise<T> {
    const { credential } = await this.world.credential();
    const ghost = new LinkClient({ serverUrl, credential, commands: 'ignore' });
    await ghost.connect();
    try {
      return await work(ghost);
    } finally {
      ghost.close();
      await this.world.crash('bot');
      await this.isOnline();
    }
  }
}
