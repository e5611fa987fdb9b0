import { ApiClient } from '../test/support/api.ts';
import { startInstance } from '../test/support/instance.ts';
import { newPhone, Phones } from '../test/support/phone.ts';
import { until } from '../test/support/wait.ts';
import { percentile, type Measure } from './report.ts';

const SAMPLES = 40;
const QUESTIONS = ['Vocês entregam hoje?', 'Qual o horário de vocês?', 'Aceita pix?', 'Quanto custa o frete?'];

/** From a message leaving the phone to the first answer on it, demo profile (debounce and typing included), one contact at a time. */
export const measureAnswers = async (): Promise<Measure[]> => {
  const instance = await startInstance();
  const phones = new Phones(new ApiClient(instance));
  try {
    await phones.connect();
    const samples: number[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      const phone = newPhone();
      phones.open(phone);
      const from = performance.now();
      phones.send(phone, QUESTIONS[i % QUESTIONS.length] ?? '');
      await until('an answer', () => phones.answers(phone).length > 0);
      samples.push(performance.now() - from);
    }
    return [
      {
        what: `inbound → reply on the phone, median of ${SAMPLES}`,
        value: percentile(samples, 0.5),
        target: 1500,
        unit: 'ms',
      },
      {
        what: `inbound → reply on the phone, p95 of ${SAMPLES}`,
        value: percentile(samples, 0.95),
        target: 1500,
        unit: 'ms',
      },
    ];
  } finally {
    phones.close();
    await instance.stop();
  }
};
