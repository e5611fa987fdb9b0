/** Who answers for a row of the fault matrix. */
export type Row = {
  row: number;
  fault: string;
  /**
   * `here`: a case of this command. `nightly`: only of its long run. `processes`: the long run itself is the case. `whatsapp`: only with
   * the real library in a real browser.
   */
  proof: 'here' | 'nightly' | 'processes' | 'whatsapp' | { elsewhere: string };
};

const here = (row: number, fault: string): Row => ({ row, fault, proof: 'here' });

/** Everything that must not break a promise. A row without a case is a hole, and the command fails on it. */
export const MATRIX: readonly Row[] = [
  { row: 1, fault: 'kill -9 of the Worker and of workerd at any moment, under load', proof: 'processes' },
  here(2, 'the Worker dies between the commit of a conversation and the acknowledgement'),
  here(3, 'the object dies while the assistant thinks'),
  here(4, 'kill -9 while alarms ring'),
  here(5, 'an alarm handler that throws every time'),
  here(6, 'the Worker is down when an alarm is due'),
  here(7, 'the agent dies before its journal has the message'),
  here(8, 'the agent dies between its journal and the link'),
  here(9, 'the agent dies between its intent and WhatsApp'),
  here(10, 'the agent dies after WhatsApp took the message'),
  here(11, 'the same, and WhatsApp’s history cannot be read'),
  { row: 12, fault: 'Chromium is killed, the agent lives', proof: 'whatsapp' },
  here(13, 'frames of every kind are lost'),
  here(14, 'every frame comes several times'),
  here(15, 'frames overtake each other'),
  here(16, 'a line that neither carries nor closes'),
  here(17, 'a dashboard and an agent that do not read'),
  here(18, 'two agents with one credential'),
  here(19, 'two agents in a restart loop'),
  here(20, 'the clock of the agent is wrong and steps'),
  here(21, 'D1 is down, slow or overloaded'),
  here(22, 'D1 is wiped'),
  here(23, 'projections arrive out of order'),
  here(24, 'the assistant never answers'),
  here(25, 'the assistant refuses: no capacity, no allowance, an error of its own'),
  here(26, 'the assistant talks rubbish'),
  here(27, 'the assistant answers after a takeover'),
  here(28, 'a takeover at every point of the way of a reply'),
  here(29, 'a takeover while the agent is away'),
  here(30, 'two people take over at once'),
  here(31, 'a new message at every point of a turn'),
  here(32, 'a burst of one contact'),
  { row: 33, fault: 'a hundred thousand contacts', proof: 'nightly' },
  here(34, 'many agents come back at the same moment'),
  here(35, 'the disk under the objects is full'),
  here(36, 'the disk under the agent’s journal is full'),
  here(37, 'a damaged journal'),
  here(38, 'too much at once: text, frame, batch'),
  here(39, 'frames that are no frames'),
  here(40, 'any text at all'),
  here(41, 'a person shows under another name of WhatsApp’s'),
  here(42, 'contents that this version cannot carry'),
  here(43, 'WhatsApp logs the number out, restricts it, asks for a code'),
  here(44, 'another build on the same state (so far only the same one: there is no older build yet)'),
  here(45, 'objects are evicted all the time'),
  here(49, 'an opt-out within a burst'),
  { row: 50, fault: 'a webhook’s target hangs or refuses', proof: { elsewhere: 'the API part' } },
  here(51, 'a session ends while its socket is open; a foreign key (two keys side by side are not in this version)'),
  here(52, 'the history comes twice, out of order and with old messages'),
];

/** Whether only the long run has this row. */
export const rowIsNightly = (row: number): boolean => MATRIX.some((one) => one.row === row && one.proof === 'nightly');

/** Rows that must hold at L3 too: they are about what the real library and its browser do (issue 4). */
export const WHATSAPP_ROWS: readonly number[] = [7, 8, 9, 10, 11, 12, 41, 42, 43, 52];
