import { LocalAws } from '../local-aws';
import type { CloudFormation } from './cloudformation';
import { localCloudFormation } from './local-aws-host';

/* CFN-49: what becomes of a handler that CloudFormation has given up on. */

let aws: LocalAws;
let cfn: CloudFormation;

const source = (logExports: readonly string[], sibling: object) => ({
  stackName: 'Stack',
  assetFolder: () => '',
  template: {
    Resources: {
      Namespace: {
        Type: 'AWS::RedshiftServerless::Namespace',
        Properties: { NamespaceName: 'warehouse', LogExports: logExports },
      },
      Sibling: { Type: 'Test::Resource', Properties: { Seconds: 30, ...sibling } },
    },
  },
});
const sent = () => cfn.namespaceUpdates.map((update) => update.sent);

async function start(abandonedHandlers: 'continue' | 'stop'): Promise<void> {
  aws = await LocalAws.start();
  await aws.stop();
  cfn = localCloudFormation(aws, { abandonedHandlers });
  await aws.clock.run(cfn.deploy(source([], {})));
  // The namespace is busy for a minute, so the handler waits before its update. Its sibling fails meanwhile.
  const key = aws.kms.addKey();
  await aws.call(aws.administrator, 'redshift-serverless', 'UpdateNamespace', {
    namespaceName: 'warehouse', kmsKeyId: key,
  });
}

test.each([
  ['continue', 'userlog'], ['stop', undefined],
] as const)('%s: a handler that waits in a cancelled update', async (abandonedHandlers, log) => {
  await start(abandonedHandlers);
  const outcome = await aws.clock.run(cfn.deploy(source(['userlog'], { Value: 'new', FailOn: 'update' })));
  expect(outcome.status).toMatch(/^UPDATE_ROLLBACK_/);
  await aws.clock.advance(10 * 60_000);
  const abandoned = sent().filter(({ logExports }) => String(logExports) === 'userlog');
  expect(abandoned).toHaveLength(log === undefined ? 0 : 1);
});

test('an alias to a key of another account is refused, and the stack rolls back', async () => {
  aws = await LocalAws.start();
  await aws.stop();
  cfn = localCloudFormation(aws);
  const foreign = aws.kms.addKey({ account: '444455556666' });
  const outcome = await aws.clock.run(cfn.deploy({
    stackName: 'Stack',
    assetFolder: () => '',
    template: {
      Resources: {
        Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/mine', TargetKeyId: foreign } },
      },
    },
  }));
  expect(outcome.status).toBe('ROLLBACK_COMPLETE');
  expect(outcome.cause).toContain(`Key '${foreign}' does not exist`);
  expect(aws.kms.aliasTarget('alias/mine')).toBeUndefined();
});
