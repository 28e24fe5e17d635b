import type { Reading } from './account';
import { available, follow, MOST_LOOKS, onKey, upper, type Answer, type Lab, type Question } from './lab';
import { printable } from '../aws/errors';

/** One change that is followed closely answers several questions, so its readings are kept. */
const firstChange = new WeakMap<Lab, Promise<{ readings: Reading[]; tookMs: number; sent: boolean; error?: string }>>();

function changeOnce(lab: Lab) {
  const known = firstChange.get(lab) ?? (async () => {
    const since = lab.now();
    const sent = await lab.account.send(lab.keys[1]);
    if (!sent.accepted) { return { readings: [], tookMs: 0, sent: false, error: sent.error }; }
    const readings = await follow(lab);
    return { readings, tookMs: lab.now() - since, sent: true };
  })();
  firstChange.set(lab, known);
  return known;
}

const errorText = async (lab: Lab, key: string): Promise<Answer> => {
  await available(lab);
  const sent = await lab.account.send(key);
  return sent.accepted
    ? { value: null, text: 'it was accepted' }
    : { value: sent.error, text: `refused: "${printable(sent.error)}"` };
};

/** The plan, as data. They are asked in this order. */
export const QUESTIONS: readonly Question[] = [
  {
    id: 'U-9',
    question: 'is a change possible without a workgroup',
    ask: async (lab) => {
      const { sent, error } = await changeOnce(lab);
      return { value: sent, text: sent ? 'the update was accepted without a workgroup' : `refused: "${error}"` };
    },
  },
  {
    id: 'U-2',
    question: 'does kmsKeyId show the new key while the status is MODIFYING',
    ask: async (lab) => {
      const { readings } = await changeOnce(lab);
      const during = readings.filter((reading) => upper(reading) === 'MODIFYING');
      if (during.length === 0) { return { value: null, text: 'MODIFYING was not seen' }; }
      const isShown = during.some(({ kmsKeyId }) => kmsKeyId === lab.keys[1]);
      return { value: isShown, text: isShown ? 'it shows the new key while MODIFYING' : 'only after the change' };
    },
  },
  {
    id: 'U-10',
    question: 'how many reads after an accepted update still show AVAILABLE on the old key',
    ask: async (lab) => {
      const { readings } = await changeOnce(lab);
      const started = readings.findIndex((reading) => upper(reading) !== 'AVAILABLE');
      const stale = started < 0 ? readings.length : started;
      return { value: stale, text: `${stale} reads showed AVAILABLE before another status` };
    },
  },
  {
    id: 'API-9',
    question: 'in which letter case is a status',
    ask: async (lab) => {
      const { status } = await available(lab);
      const isLower = status === status.toLowerCase();
      return { value: isLower ? 'lower' : 'upper', text: `such as "${printable(status)}"` };
    },
  },
  {
    id: 'CHANGE-2',
    question: 'how long does the change of an empty namespace take',
    ask: async (lab) => {
      const seconds = Math.round((await changeOnce(lab)).tookMs / 1000);
      return { value: seconds, text: `${seconds} s from the update to AVAILABLE` };
    },
  },
  {
    id: 'U-1',
    question: 'what does an update to the key that the namespace already has',
    ask: async (lab) => {
      const { kmsKeyId = '' } = await available(lab);
      const sent = await lab.account.send(kmsKeyId);
      if (!sent.accepted) { return { value: 'refused', text: `refused: "${printable(sent.error)}"` }; }
      const readings = await follow(lab);
      const modifies = readings.some((reading) => upper(reading) !== 'AVAILABLE');
      return modifies
        ? { value: 'modifies', text: 'the namespace goes through MODIFYING' }
        : { value: 'no-op', text: 'accepted, and the namespace stays AVAILABLE' };
    },
  },
  {
    id: 'API-6',
    question: 'is an alias accepted by UpdateNamespace, and how does it read back',
    ask: async (lab) => {
      await onKey(lab, lab.keys[1]);
      await lab.account.createAlias(lab.keys[0]);
      const sent = await lab.account.send(lab.account.alias);
      if (!sent.accepted) { return { value: 'refused', text: `refused: "${printable(sent.error)}"` }; }
      const { kmsKeyId } = await available(lab);
      return kmsKeyId === lab.keys[0]
        ? { value: 'key ARN', text: 'accepted; it reads back as the ARN of the key' }
        : { value: kmsKeyId ?? null, text: `accepted; it reads back as ${kmsKeyId ?? 'nothing'}` };
    },
  },
  {
    id: 'U-6',
    question: 'on which key is a snapshot after a change',
    needsWorkgroup: true,
    ask: async (lab) => {
      await onKey(lab, lab.keys[0]);
      await lab.account.createSnapshot();
      for (let look = 0; look < MOST_LOOKS && upper((await lab.account.snapshot())!) === 'CREATING'; look += 1) {
        await lab.pause();
      }
      await onKey(lab, lab.keys[1]);
      const key = (await lab.account.snapshot())?.kmsKeyId;
      return key === lab.keys[1]
        ? { value: 'new', text: 'it has moved to the new key' }
        : key === lab.keys[0]
          ? { value: 'old', text: 'it stays on the old key' }
          : { value: key ?? null, text: `it is on ${key ?? 'no key'}` };
    },
  },
  {
    id: 'CHANGE-3',
    question: 'what does the service say to an AWS-owned key',
    ask: (lab) => errorText(lab, 'AWS_OWNED_KMS_KEY'),
  },
  {
    id: 'API-13',
    question: 'what does the service say to a key that it cannot use (here: one that does not exist)',
    ask: (lab) => errorText(lab, lab.keys[0].replace(/[0-9a-f-]{36}$/, '00000000-0000-4000-8000-000000000000')),
  },
];
