import type { CustomResourceProvider } from '../custom-resource';
import type { Providers, ResourceProvider } from '../provider';
import { isCustom } from '../resolution';
import { lambdaEventInvokeConfig, lambdaFunction, stateMachine } from './compute';
import { iamPolicy, iamRole } from './iam';
import { kmsAlias, kmsKey } from './kms';
import type { NamespaceProvider } from './redshift-namespace';
import { workgroup } from './redshift-workgroup';
import { schedule } from './schedule';
import { simpleProvider } from './simple';
import { testResource } from './test-resource';

const PROVIDERS: Readonly<Record<string, ResourceProvider>> = {
  'AWS::IAM::Policy': iamPolicy,
  'AWS::IAM::Role': iamRole,
  'AWS::KMS::Alias': kmsAlias,
  'AWS::KMS::Key': kmsKey,
  'AWS::Lambda::EventInvokeConfig': lambdaEventInvokeConfig,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::RedshiftServerless::Workgroup': workgroup,
  'AWS::Scheduler::Schedule': schedule,
  'AWS::StepFunctions::StateMachine': stateMachine,
  'Test::Resource': testResource,
};

/** Every resource type that the simulator supports. */
export function allProviders(custom: CustomResourceProvider, namespace: NamespaceProvider): Providers {
  return (type) => {
    if (isCustom(type)) { return custom; }
    if (type === 'AWS::RedshiftServerless::Namespace') { return namespace; }
    return Object.hasOwn(PROVIDERS, type) ? PROVIDERS[type] : simpleProvider(type);
  };
}
