import type { CfnResource } from 'aws-cdk-lib';
import type { AppIndex } from './app-index';
import { checkCondition } from './deployment-order';
import { isInTree, type FinalResource } from './final-resource';
import { diagnostics, shown, type Diagnostic } from '../diagnostics/diagnostics';

/** A key of the construct outlives the stack, and stays usable. */
export function checkKey(index: AppIndex, key: CfnResource, namespace: FinalResource | undefined): Diagnostic[] {
  const { path } = key.node;
  if (!isInTree(key)) {
    const why = 'a deployment cannot go back to a key generation that leaves the template '
      + '(to let older generations go, raise oldest)';
    return [diagnostics.partRemoved(path, why)];
  }
  const final = index.final(key);
  const { Enabled: enabled, KeySpec: spec, KeyUsage: usage } = final.Properties;
  const notRetained = (policy: string, given: unknown): Diagnostic[] =>
    (given === 'Retain' ? [] : [diagnostics.keyNotRetained(path, policy, shown(given))]);
  const altered = (property: string, given: unknown, allowed: unknown): Diagnostic[] =>
    (given === undefined || given === allowed ? [] : [diagnostics.keyAltered(path, property, shown(given))]);
  return [
    ...notRetained('DeletionPolicy', final.DeletionPolicy),
    ...notRetained('UpdateReplacePolicy', final.UpdateReplacePolicy),
    ...altered('Enabled', enabled, true),
    ...altered('KeySpec', spec, 'SYMMETRIC_DEFAULT'),
    ...altered('KeyUsage', usage, 'ENCRYPT_DECRYPT'),
    ...checkCondition(path, final, namespace),
  ];
}
