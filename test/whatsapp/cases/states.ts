import type { Contact } from '../../../bot-agent/test/standin/standin.ts';
import { Attendant } from '../../chaos/processes/load.ts';
import { expectThat } from '../../chaos/report/case.ts';
import { SeededRandom } from '../../chaos/sim/scheduler.ts';
import { until } from '../../support/wait.ts';
import { soundly } from '../judge.ts';
import { processesOn } from '../processes.ts';
import type { World } from '../world.ts';
import { person, type WhatsAppCase } from './case.ts';

/** A contact whose conversation a person has: what this person says waits for WhatsApp, and for nothing else. */
const attended = async (
  world: World,
  name: string,
): Promise<{ contact: Contact; say: (words: string) => Promise<void> }> => {
  const contact = person(world, name);
  const attendant = new Attendant(world.api, new SeededRandom(1), world.frames);
  world.standIn.write(contact, 'Oi, pode falar comigo?');
  await world.untilAnswered(contact, 1);
  const row = await until('the conversation', () => world.row(contact));
  await attendant.takeover(row.contact.contactId);
  return { contact, say: (words) => attendant.send(row.contact.contactId, words) };
};

const browsersSince = (world: World, since: number): number =>
  world
    .lines()
    .slice(since)
    .filter(({ event }) => event === 'browser_started').length;

/** Why the number dropped, by the events that an alert is hung on. */
const drops = async (world: World): Promise<string[]> =>
  (await world.api.events('Gateway', world.numberId)).flatMap(({ kind, data }) =>
    kind === 'number_dropped' ? [String(data['cause'])] : [],
  );

const heldIsSentOnce = async (world: World, contact: Contact, words: string): Promise<void> => {
  await until('what was held to be sent', () => world.standIn.received(contact).includes(words));
  await soundly(world, [contact]);
};

/** Row 43. */
const loggedOut: WhatsAppCase = {
  row: 43,
  name: 'the number is logged out and its QRs expire: sends are held, an alert says why, one browser waits with new QRs; linked again, what was held goes out once',
  run: async (world) => {
    const { contact, say } = await attended(world, 'Léo');
    const before = (await drops(world)).length;
    const since = world.now;
    world.standIn.logout();
    await world.untilState('qr');
    await say('Falo já com você');
    const first = world.standIn.ref;
    world.standIn.become('UNPAIRED_IDLE');
    await until('a new QR', () => world.standIn.ref !== first);
    await until('the alert', async () => (await drops(world)).length > before);
    expectThat((await drops(world)).at(-1) === 'logged_out', `dropped: ${(await drops(world)).at(-1)}`);
    expectThat(!world.standIn.received(contact).includes('Falo já com você'), 'sent while nobody was linked');
    const browsers = browsersSince(world, since);
    expectThat(browsers === 1, `${browsers} browsers knocked`);
    world.standIn.scan();
    await world.untilReady(since);
    await heldIsSentOnce(world, contact, 'Falo já com você');
    return { logouts: 1, 'QRs expired': 1, 'messages held': 1 };
  },
};

/** Row 43. */
const restricted: WhatsAppCase = {
  row: 43,
  name: 'WhatsApp restricts the number: sends are held, an alert says why, no browser knocks again; started anew by a person, what was held goes out once',
  run: async (world) => {
    const { contact, say } = await attended(world, 'Malu');
    const since = world.now;
    world.standIn.become('TOS_BLOCK');
    await world.untilState('restricted');
    const browser = world.browserPid;
    await until('the browser to be gone', () =>
      processesOn(world.botDir, browser).every((pid) => pid === world.botPid),
    );
    await say('Volto em breve');
    await until('the alert', async () => (await drops(world)).at(-1) === 'restricted');
    expectThat(browsersSince(world, since) === 0, 'a browser knocked again');
    expectThat(!world.standIn.received(contact).includes('Volto em breve'), 'sent under a restriction');
    await world.restartBot();
    await heldIsSentOnce(world, contact, 'Volto em breve');
    return { restrictions: 1, 'messages held': 1 };
  },
};

/** Row 43. */
const mustRestart: WhatsAppCase = {
  row: 43,
  name: 'WhatsApp ends the session for a newer version: one browser comes after it, without another QR, and what was held goes out once',
  run: async (world) => {
    const { contact, say } = await attended(world, 'Nina');
    const [scans, since] = [world.standIn.scans, world.now];
    world.standIn.become('DEPRECATED_VERSION');
    await say('Já volto');
    await world.untilReady(since);
    await heldIsSentOnce(world, contact, 'Já volto');
    expectThat(browsersSince(world, since) === 1, `${browsersSince(world, since)} browsers were started`);
    expectThat(world.standIn.scans === scans, 'another QR was needed');
    return { 'sessions ended': 1, 'messages held': 1 };
  },
};

export const stateCases: WhatsAppCase[] = [mustRestart, loggedOut, restricted];
