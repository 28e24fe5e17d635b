import { follow, onKey, type Answer, type Lab, type Question } from './lab';
import { rolePolicy } from './permissions';
import { attemptAll, sessionOf, whenFree, type Attempt, type Side } from './role-attempts';
import { printable } from '../aws/errors';

/** A tag that still does not act then is taken not to act at all. */
const LONGEST_TAG_LAG_MS = 900_000;
const TAG = 'rotatable-probe';

/** Answers U-5 for one of the keys. */
export function neededActions({ withoutAny, without }: Side): Answer {
  if (withoutAny.outcome === 'changed') { return { value: [], text: 'none; a role without any changes the key' }; }
  const needed = without.filter(({ attempt }) => attempt.outcome !== 'changed');
  if (needed.length === 0) {
    return { value: null, text: 'a role without any cannot change the key, but no single action is needed' };
  }
  const list = (outcome: Attempt['outcome'], how: string) => {
    const actions = without.filter(({ attempt }) => attempt.outcome === outcome).map(({ action }) => action);
    return actions.length === 0 ? [] : [`${how} ${actions.join(', ')}`];
  };
  const text = [
    ...list('refused', 'refused without'),
    ...list('not changed', 'accepted, but not carried out, without'),
    ...list('changed', 'possible without'),
  ];
  return { value: needed.map(({ action }) => action), text: text.join('; ') };
}

async function missingPermission(lab: Lab): Promise<Answer> {
  const sides = await attemptAll(lab);
  const error = [sides.new, sides.old]
    .flatMap(({ withoutAny, without }) => [withoutAny, ...without.map(({ attempt }) => attempt)])
    .find((attempt) => attempt.error !== undefined)?.error;
  return error === undefined
    ? { value: null, text: 'no missing permission was refused' }
    : { value: error, text: `refused: "${printable(error)}"` };
}

async function tagLag(lab: Lab): Promise<Answer> {
  const [oldKey, newKey] = lab.keys;
  await onKey(lab, oldKey);
  const namespaceArn = (await lab.account.namespace())!.arn!;
  const tag = { key: TAG, value: lab.account.name };
  const role = await lab.roles.create(oldKey, rolePolicy({ namespaceArn, oldKey, newKey, tag }));
  const session = await sessionOf(lab, role);
  const send = () => whenFree(lab.pause, () => session.send(newKey));
  const before = await send();
  if (before.accepted) {
    await follow(lab);
    return { value: null, text: 'the update was accepted without the tag: the condition protects nothing' };
  }
  await lab.account.tag(namespaceArn, tag);
  const since = lab.now();
  for (;;) {
    const sent = await send();
    const seconds = Math.round((lab.now() - since) / 1000);
    if (sent.accepted) {
      await follow(lab);
      return { value: seconds, text: `accepted ${seconds} s after the namespace was tagged` };
    }
    // What is refused for another reason would be refused for as long as it is sent.
    if (sent.name !== before.name) { throw new Error(sent.error); }
    if (seconds * 1000 > LONGEST_TAG_LAG_MS) {
      return { value: null, text: `still refused ${seconds} s after the namespace was tagged` };
    }
    await lab.account.namespace();
    await lab.pause();
  }
}

/** The questions that need roles of their own, in the order in which they are asked. */
export const ROLE_QUESTIONS: readonly Question[] = [
  {
    id: 'U-14',
    question: 'how many seconds until a new tag of a namespace acts in a condition',
    needsRoles: true,
    ask: tagLag,
  },
  {
    id: 'U-5',
    question: 'which KMS actions on the old key does a change need',
    needsRoles: true,
    ask: async (lab) => neededActions((await attemptAll(lab)).old),
  },
  {
    id: 'U-5',
    question: 'which KMS actions on the new key does a change need',
    needsRoles: true,
    ask: async (lab) => neededActions((await attemptAll(lab)).new),
  },
  {
    id: 'API-13',
    question: 'what does the service say to a caller who lacks a permission on a key',
    needsRoles: true,
    ask: missingPermission,
  },
];
