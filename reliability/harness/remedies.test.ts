import { importedApp } from './adoption';
import { remedyFor } from './remedies';
import { nameOf, reasons } from '../../src/handler/reconcile/reasons';
import type { AppChoice } from '../scenario/scenario';

const stable: AppChoice = { ...importedApp(false), kind: 'rotatable', key: 1, createdWith: 'default', path: 0 };
const wanted: AppChoice = { ...stable, key: 2, hours: 2, path: 1 };

interface Case {
  readonly name: string;
  readonly cause: string;
  readonly before?: Partial<AppChoice>;
  readonly wanted?: Partial<AppChoice>;
  readonly want: readonly Partial<AppChoice>[];
}
test.each<Case>([
  { name: 'a rename', cause: reasons.alreadyInStack('n', 'Id', 'key'), want: [{ path: 0, key: 2 }] },
  {
    name: 'the key change alone in place of the construct, on an AWS-owned key',
    cause: reasons.renamed('n', 'key', nameOf(undefined), 'Id'),
    wanted: { kind: 'key-change' },
    want: [{ kind: 'rotatable', path: 0, createdWith: 'alias' }],
  },
  {
    name: 'a rename, with another key',
    cause: reasons.renamed('n', 'key', 'other', 'Id'),
    want: [{ path: 0, key: 2 }],
  },
  {
    name: 'another createdWith',
    cause: reasons.createdWithChanged('n', 'arn:…:alias/redshift-serverless/n', 'key', false),
    want: [{ createdWith: 'alias', key: 2 }],
  },
  {
    name: 'another createdWith, on a key',
    cause: reasons.createdWithChanged('n', 'arn:aws:kms:r:444455556666:key/foreign', 'absent', false),
    want: [{ createdWith: 'foreign-key', key: 2 }],
  },
  {
    name: 'another createdWith, on an AWS-owned key',
    cause: reasons.createdWithChanged('n', 'AWS_OWNED_KMS_KEY', 'key', false),
    want: [{ createdWith: 'aws-owned', key: 2 }],
  },
  {
    name: 'another namespaceId or createdWith, with another key',
    cause: reasons.identityWithKey('n', 'key', 'other'),
    want: [{ key: 1, createdWith: 'default' }, { key: 2, createdWith: 'default' }],
  },
  {
    name: 'the alias of a namespace that was never created with it',
    cause: "Key 'arn:aws:kms:r:a:alias/redshift-serverless/n' does not exist",
    wanted: { name: 1, createdWith: 'alias' },
    want: [{ name: 1, createdWith: 'foreign-key' }],
  },
  {
    name: 'more windows',
    cause: reasons.windowsAddedWithKey('n', 1, 3),
    want: [{ key: 1, hours: 2 }, { key: 2, hours: 2 }],
  },
  {
    name: 'a change that takes long',
    cause: reasons.tooLong('n', 'key', 55, 'deploy'),
    want: [{ key: 1 }, { key: 2 }],
  },
  { name: 'a lower generation', cause: reasons.generationDropped('n', 2, 1), want: [{ allGenerations: true }] },
  {
    name: 'a namespace on an AWS-owned key',
    cause: reasons.createdWithMissing('n', 'key'),
    want: [{ createdWith: 'aws-owned' }],
  },
  {
    name: 'a key of another account',
    cause: reasons.keyOfAnotherAccount('n', 'key', '1', 'deploy'),
    want: [{ createdWith: 'alias' }],
  },
  {
    name: 'an adoption, where the template before had an AWS-owned key',
    before: { key: 0, createdWith: 'alias' },
    cause: reasons.renamed('n', 'key', 'other', 'Id'),
    wanted: { path: 0 },
    want: [{ createdWith: 'aws-owned' }, { createdWith: 'aws-owned', key: 2 }],
  },
  { name: 'a namespace that is gone', cause: reasons.gone('n', 'key'), want: [{ key: 2 }] },
  { name: 'a namespace that is being deleted', cause: reasons.deleting('n'), want: [{ name: 2 }] },
  {
    name: 'a namespace that exists already',
    cause: reasons.onAnotherKey('n', 'key', 'other'),
    want: [{ key: 6, createdWith: 'alias' }, { key: 2, createdWith: 'alias' }],
  },
  {
    name: 'a namespace that exists already, on an AWS-owned key',
    cause: reasons.onAnotherKey('n', 'key', nameOf(undefined)),
    want: [{ key: 6, createdWith: 'aws-owned' }, { key: 2, createdWith: 'aws-owned' }],
  },
  {
    name: 'a key change in a deployment that has not completed',
    cause: reasons.notSettled('n', 'key', 'other'),
    want: [{ key: 6, path: 1 }, { key: 2, path: 1 }],
  },
  {
    name: 'another identity, after a deployment that has failed',
    cause: reasons.repointed('n', 'before', false),
    want: [stable, wanted],
  },
  {
    name: 'what the next deployment picks up',
    cause: reasons.neverStarted('n', 'key', 'other', 'deploy'),
    want: [{ key: 2, path: 1 }],
  },
])('what the reason says is done: $name', ({ cause, want, ...given }) => {
  const apps = { wanted: { ...wanted, ...given.wanted }, stable: { ...stable, ...given.before } };
  const { deploy } = remedyFor({ cause, ...apps });
  expect(deploy).toHaveLength(want.length);
  want.forEach((each, index) => expect(deploy[index]).toMatchObject(each));
});

describe('a namespace without the tag of the stack', () => {
  const cause = reasons.updateDenied('n', 'no', 'deploy');

  test('a namespace of the stack is tagged', () => {
    expect(remedyFor({ cause, wanted, stable })).toEqual({ first: 'tag', deploy: [wanted] });
  });

  test('a key change alone is given its id', () => {
    const alone: AppChoice = { ...wanted, kind: 'key-change' };
    expect(remedyFor({ cause, wanted: alone }).deploy).toEqual([{ ...alone, namespaceId: true }]);
  });
});
