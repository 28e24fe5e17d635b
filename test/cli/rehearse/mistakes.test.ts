import { aws_kms as kms, aws_redshiftserverless as redshiftserverless, type Stack } from 'aws-cdk-lib';
import { assemblyOf, rehearseHere, removeFolders, type Report } from './assemblies';
import {
  CreatedWith, NamespaceEncryption, NamespaceKeyChange, RotatableNamespace, type RotatableNamespaceProps,
} from '../../../src';

afterAll(removeFolders);

const NAMESPACE = 'warehouse';
const generations = (active: number, newest = active) => NamespaceEncryption.keyGenerations({ active, newest });

/** An app with a namespace and a workgroup on it. */
const app = (props: Partial<RotatableNamespaceProps>, id = 'Warehouse'): string => assemblyOf((stack) => {
  const namespace = new RotatableNamespace(stack, id, { namespaceName: NAMESPACE, ...props });
  workgroup(stack, namespace.namespaceName);
});

function workgroup(stack: Stack, namespaceName: string): void {
  new redshiftserverless.CfnWorkgroup(stack, 'Workgroup', { workgroupName: NAMESPACE, namespaceName });
}

const windowReason = ({ failures }: Report): string =>
  failures.find(({ logicalId }) => logicalId.includes('KeyChangeWindow'))?.reason ?? '';

interface Mistake {
  readonly name: string;
  readonly before: () => string;
  readonly after: () => string;
  readonly args?: readonly string[];
  /** in the reason of the window: what is wrong */
  readonly reason: RegExp;
  /** in what to do next */
  readonly next: RegExp;
  readonly status?: string;
}

const mistakes: readonly Mistake[] = [
  {
    name: 'the construct is renamed, and its key changes',
    before: () => app({ encryption: generations(1) }),
    after: () => app({ encryption: generations(1) }, 'Renamed'),
    reason: /is in this stack already, as Warehouse/,
    next: /keep the logical ids \(overrideLogicalId, cdk refactor\) or the name/,
  },
  {
    name: 'createdWith changes',
    before: () => app({ encryption: generations(1) }),
    after: () => app({ encryption: generations(1), createdWith: CreatedWith.awsOwnedKey() }),
    reason: /KmsKeyId of namespace warehouse must stay arn:\S+alias\/redshift-serverless\/warehouse, got: absent/,
    next: /Give createdWith: CreatedWith\.alias\(\), as it was created, and deploy again$/,
  },
  {
    name: 'the generation steps back',
    before: () => app({ encryption: generations(2) }),
    after: () => app({ encryption: generations(1) }),
    reason: /the key generation of namespace warehouse goes down from 2/,
    next: /keep active: 2, or, to go back on purpose, give \{ active: 1, newest: 2 \}$/,
  },
];

test.each(mistakes)('$name: refused untouched, with the remedy', async (mistake) => {
  const { before, after, args = [], reason, next, status = 'UPDATE_ROLLBACK_COMPLETE' } = mistake;
  const { code, report } = await rehearseHere('--app', after(), '--from', before(), ...args);
  expect(windowReason(report)).toMatch(reason);
  expect(report.next).toMatch(next);
  expect(report).toMatchObject({ endsWell: false, status, updates: [] });
  expect(code).toBe(1);
});

test('destroyed and deployed again: the namespace outlives its stack, and the new stack does not take it', async () => {
  const both = () => app({ encryption: generations(1) });
  const { code, report } = await rehearseHere('--app', both(), '--from', both(), '--after-destroy');
  expect(code).toBe(1);
  expect(report).toMatchObject({ status: 'ROLLBACK_COMPLETE', updates: [] });
  expect(windowReason(report)).toMatch(/exists already, on arn:\S+, and a new resource must not move it/);
  expect(report.next).toMatch(/deploy with the key that it has .*; namespace warehouse still exists: adopt it/);
  expect(report.namespaces).toEqual([expect.objectContaining({ name: NAMESPACE, status: 'AVAILABLE' })]);
});

test('namespaceId and the key change together: refused; the key alone goes well', async () => {
  const id = '8b1f4c9e-0000-4000-8000-000000000001';
  const alone = (key: string, namespaceId?: string) => assemblyOf((stack) => {
    new NamespaceKeyChange(stack, 'KeyChange', {
      namespaceName: NAMESPACE,
      namespaceId,
      key: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:us-east-1:111122223333:key/${key}`),
    });
  });
  const mistake = await rehearseHere('--app', alone('two', id), '--from', alone('one'));
  expect(windowReason(mistake.report))
    .toMatch(/namespaceId or createdWith and the key of namespace warehouse were changed in one deployment/);
  expect(mistake.report.next).toMatch(/deploy namespaceId or createdWith alone, then the key$/);
  expect(mistake).toMatchObject({ code: 1, report: { updates: [], status: 'UPDATE_ROLLBACK_COMPLETE' } });
  const remedied = await rehearseHere('--app', alone('two'), '--from', alone('one'));
  expect(remedied.report.namespaces[0].keyName).toContain('key/two');
  expect(remedied).toMatchObject({ code: 0, report: { endsWell: true, updates: [{ by: 'function' }] } });
});

test('more data than the deployment waits for: it gets stuck, and what to do is rehearsed too', async () => {
  const { code, report } = await rehearseHere(
    '--app', app({ encryption: generations(2) }), '--from', app({ encryption: generations(1) }), '--size', '60TB',
  );
  expect(code).toBe(1);
  expect(windowReason(report)).toMatch(/still runs after 55 minutes/);
  expect(report).toMatchObject({ status: 'UPDATE_ROLLBACK_FAILED', recovery: { status: 'UPDATE_ROLLBACK_COMPLETE' } });
  expect(report.next).toMatch(/run aws cloudformation continue-update-rollback .* \(rehearsed: it ends/);
});

test('a bare namespace: the key of its own template is changed by CloudFormation itself', async () => {
  const bare = (key: string) => assemblyOf((stack) => {
    const namespace = new redshiftserverless.CfnNamespace(stack, 'Namespace', {
      namespaceName: NAMESPACE, kmsKeyId: `arn:aws:kms:us-east-1:111122223333:key/${key}`,
    });
    workgroup(stack, namespace.ref);
  });
  const short = await rehearseHere('--app', bare('two'), '--from', bare('one'), '--size', '8TB');
  expect(short).toMatchObject({ code: 0, report: { updates: [{ by: 'CloudFormation' }] } });
  const long = await rehearseHere('--app', bare('two'), '--from', bare('one'), '--size', '40TiB');
  expect(long).toMatchObject({ code: 1, report: { endsWell: false } });
  expect(long.report.failures[0].reason).toMatch(/Exceeded attempts to wait/);
});
