import type { RehearsedAccount } from './rehearsed-account';
import type { NamespaceResult } from './scenario-result';
import type { ResourceDescription } from '../../../simulator/cloudformation';
import { AWS_OWNED_KMS_KEY, NAMESPACE_RESOURCE_TYPE, RESOURCE_TYPE } from '../../../src/contract';
import type { Plan } from '../input/plan';

/** The namespaces of the stack and those that its windows change, with the keys that the template names. */
export function namespacesOf(
  account: RehearsedAccount, plan: Plan, keysBefore: ReadonlyMap<string, string | undefined>,
): readonly NamespaceResult[] {
  const resources = allResources(account, plan.after.stackName);
  const windows = resources.filter(({ type }) => type === RESOURCE_TYPE);
  const own = resources.filter(({ type }) => type === NAMESPACE_RESOURCE_TYPE);
  const names = new Set([
    ...[...windows, ...own].map(({ properties }) => String(properties.NamespaceName)), ...Object.keys(plan.existing),
    ...keysBefore.keys(),
  ]);
  return [...names].map((name) => {
    const view = account.aws.redshift.view(name);
    const isIt = ({ properties }: ResourceDescription) => properties.NamespaceName === name;
    const named = windows.findLast(isIt)?.properties.KmsKeyId ?? own.find(isIt)?.properties.KmsKeyId;
    const templateKey = named === undefined ? undefined : arnOf(account, String(named));
    const keyBefore = keysBefore.get(name);
    return {
      name,
      status: view?.status ?? 'GONE',
      bytes: view?.dataSize ?? 0,
      ...(view?.kmsKeyArn !== undefined && { keyArn: view.kmsKeyArn }),
      ...(keyBefore !== undefined && { keyBefore }),
      ...(templateKey !== undefined && { templateKey }),
    };
  });
}

/** The resources of a stack and of those nested in it. */
export function allResources({ cloudFormation }: RehearsedAccount, stackName: string): readonly ResourceDescription[] {
  if (cloudFormation.statusOf(stackName) === undefined) { return []; }
  const visit = (id: string): readonly ResourceDescription[] => (cloudFormation.resourcesOf(id) ?? [])
    .flatMap((resource) => resource.type === 'AWS::CloudFormation::Stack' && resource.physicalId !== undefined
      ? [resource, ...visit(resource.physicalId)]
      : [resource]);
  return visit(stackName);
}

/** ARN of a key that a template names by id, ARN or alias. Absent: an AWS-owned key, or none that exists. */
function arnOf({ aws }: RehearsedAccount, reference: string): string | undefined {
  if (reference === AWS_OWNED_KMS_KEY || reference === '') { return undefined; }
  try {
    return aws.kms.resolve(reference).arn;
  } catch {
    return reference.startsWith('arn:') ? reference : undefined;
  }
}
