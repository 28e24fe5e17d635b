import {
  Aspects, CfnParameter, CfnResource, aws_kms as kms, type Stack, type aws_redshiftserverless as redshiftserverless,
} from 'aws-cdk-lib';
import fc from 'fast-check';
import { KEY } from './support';
import { NamespaceEncryption, NamespaceKeyChange, RotatableNamespace } from '../../../src';

/** One edit of an app with a RotatableNamespace. */
export interface Edit {
  readonly name: string;
  readonly run: (stack: Stack, namespace: RotatableNamespace) => void;
}

const NAMES = ['warehouse', 'second', 'third'];
const NAMESPACE = 'AWS::RedshiftServerless::Namespace';

const resourceOf = ({ node }: RotatableNamespace) =>
  node.tryFindChild('Resource') as redshiftserverless.CfnNamespace | undefined;
const windowOf = ({ node }: RotatableNamespace) =>
  node.tryFindChild('KeyChange')?.node.tryFindChild('Window1')?.node.defaultChild as CfnResource | undefined;

let serial = 0;
const fresh = (id: string) => `${id}${serial += 1}`;
const edit = (name: string, run: Edit['run']): Edit => ({ name, run });

const VALUES: unknown[] = [
  undefined, '', ' ', 'AWS_OWNED_KMS_KEY', 'alias/aws/redshift', 'alias/aws/redshift-serverless', KEY, 'alias/mine',
  { Ref: 'AWS::NoValue' }, { 'Fn::If': ['C', KEY, { Ref: 'AWS::NoValue' }] },
];

/** An edit with any of the values that a KmsKeyId may have. */
const withValue = (
  name: string, run: (stack: Stack, namespace: RotatableNamespace, value: unknown) => void,
): fc.Arbitrary<Edit> =>
  fc.constantFrom(...VALUES).map((value) =>
    edit(`${name} ${JSON.stringify(value)}`, (stack, namespace) => run(stack, namespace, value)));

/** An edit with the name of any namespace. */
const withName = (
  name: string, run: (stack: Stack, namespace: RotatableNamespace, other: string) => void,
): fc.Arbitrary<Edit> =>
  fc.constantFrom(...NAMES).map((other) =>
    edit(`${name} ${other}`, (stack, namespace) => run(stack, namespace, other)));

const bareNamespace = (stack: Stack, id: string, name: string, value: unknown) =>
  new CfnResource(stack, fresh(id), { type: NAMESPACE, properties: { NamespaceName: name, KmsKeyId: value } });

const ofKmsKeyId = [
  withValue('override KmsKeyId', (_s, n, value) => resourceOf(n)?.addPropertyOverride('KmsKeyId', value)),
  withValue('override Properties.KmsKeyId', (_s, n, value) => resourceOf(n)?.addOverride('Properties.KmsKeyId', value)),
  withValue('override of the window', (_s, n, value) => windowOf(n)?.addPropertyOverride('KmsKeyId', value)),
  withValue('an Aspect over KmsKeyId', (s, _n, value) => Aspects.of(s).add({
    visit: (node) => {
      const isNamespace = CfnResource.isCfnResource(node) && node.cfnResourceType === NAMESPACE;
      if (isNamespace) { node.addPropertyOverride('KmsKeyId', value); }
    },
  })),
  withValue('a bare namespace', (s, _n, value) => bareNamespace(s, 'Bare', 'second', value)),
  withValue('in the place of the construct', (s, _n, value) => {
    s.node.tryRemoveChild('Namespace');
    bareNamespace(s, 'Instead', 'warehouse', value);
  }),
];

const ofNames = [
  withName('rename', (_s, n, other) => resourceOf(n)?.addPropertyOverride('NamespaceName', other)),
  withName('rename by the property', (_s, n, other) => {
    const resource = resourceOf(n);
    if (resource) { resource.namespaceName = other; }
  }),
  withName('rename the window', (_s, n, other) => windowOf(n)?.addPropertyOverride('NamespaceName', other)),
  withName('a key change', (s, _n, other) => new NamespaceKeyChange(s, fresh('Change'), {
    namespaceName: other, key: kms.Key.fromKeyArn(s, fresh('K'), KEY),
  })),
  withName('another one, AWS-owned', (s, _n, other) => new RotatableNamespace(s, fresh('Other'), {
    namespaceName: other, encryption: NamespaceEncryption.awsOwnedKey(),
  })),
  withName('another one', (s, _n, other) => new RotatableNamespace(s, fresh('Other'), { namespaceName: other })),
];

const ofTree = fc.constantFrom(
  edit('remove the window', (_s, n) => n.node.tryRemoveChild('KeyChange')),
  edit('remove the resource', (_s, n) => n.node.tryRemoveChild('Resource')),
  edit('remove the construct', (s) => s.node.tryRemoveChild('Namespace')),
  edit('delete all properties', (_s, n) => resourceOf(n)?.addDeletionOverride('Properties')),
  edit('change the type of the window', (_s, n) => windowOf(n)?.addOverride('Type', 'Custom::Nothing')),
  edit('a token', (s, n) =>
    resourceOf(n)?.addPropertyOverride('KmsKeyId', new CfnParameter(s, fresh('P')).valueAsString)),
);

export const edits: fc.Arbitrary<Edit> = fc.oneof(...ofKmsKeyId, ...ofNames, ofTree);
