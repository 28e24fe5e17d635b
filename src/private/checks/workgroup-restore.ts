import { CfnResource, Stack, type aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { stageOf, type AppIndex } from './app-index';
import { logicalIdOf } from './final-resource';
import { isSamePlace } from './shared-namespace';
import { diagnostics, shown } from '../diagnostics/diagnostics';
import type { Finding } from '../diagnostics/report';
import { same } from '../template-values';

/**
 * What the namespace of a workgroup is restored from. CloudFormation's handler restores at the creation, and again at
 * each update, while one of them stays (WG-1 in docs/assumptions.md).
 */
const RESTORED_FROM = ['SnapshotName', 'SnapshotArn', 'RecoveryPointId'] as const;

/** A workgroup whose next update would restore an old snapshot over the data of its namespace. */
export function checkRestores(index: AppIndex, workgroups: readonly CfnResource[]): Finding[] {
  return workgroups.flatMap((construct) => {
    const { Properties: properties } = index.final(construct);
    const given = RESTORED_FROM.filter((name) => properties[name] !== undefined)
      .map((name) => `${name} ${shown(properties[name])}`);
    if (given.length === 0) { return []; }
    return [{ construct, diagnostic: diagnostics.workgroupRestoresAgain(construct.node.path, given.join(', ')) }];
  });
}

/** The workgroups on a namespace, by reference or by name, of the same Stage. */
export function workgroupsOn(
  index: AppIndex, owner: IConstruct, namespace: CfnResource, reference: string, name: string,
): CfnResource[] {
  const { stack } = namespace;
  const resolved: unknown = stack.resolve(name);
  return index.workgroupsBelow(owner.node.root)
    .filter((workgroup) => stageOf(workgroup) === stageOf(owner))
    .filter((workgroup) => {
      const { NamespaceName: given } = index.final(workgroup).Properties;
      const isName = typeof resolved === 'string' && given === resolved;
      return (isName && isSamePlace(stack, workgroup.stack) !== false)
        || (Stack.of(workgroup) === stack && same(given, { Ref: logicalIdOf(namespace) }))
        // In another stack the reference is an import; before that it is the same token.
        || (workgroup as redshiftserverless.CfnWorkgroup).namespaceName === reference;
    });
}
