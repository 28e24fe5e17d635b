import { NAMESPACE_RESOURCE_TYPE, RESOURCE_TYPE } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import { holdingOf, type StackHolding, type StackResource } from '../../../src/handler/reconcile/stack-holding';
import { CREATED_WITH, holds, NEW, OLD, PHYSICAL_ID, request, stackResources } from '../support';

interface Case {
  readonly name: string;
  readonly request?: Partial<KeyChangeRequest>;
  readonly resources: StackResource[];
  /** key that the namespace is on */
  readonly keyArn?: string;
  readonly want: StackHolding;
}

const status = 'UPDATE_COMPLETE';
const key = (logicalId: string, physicalId = 'old'): StackResource =>
  ({ logicalId, physicalId, type: 'AWS::KMS::Key', status });
const keyWithoutId: StackResource = { ...key('NamespaceKeyGeneration2A1B2C3D4'), physicalId: undefined };
const window = (physicalId: string | undefined): StackResource =>
  ({ logicalId: 'KeyChange1', physicalId, type: RESOURCE_TYPE, status });
const namespace = (physicalId: string | undefined): StackResource =>
  ({ logicalId: 'Namespace', physicalId, type: NAMESPACE_RESOURCE_TYPE, status });
const nothing: StackHolding = { namespaceLogicalId: undefined, windows: 0, generation: undefined };

describe('what a stack holds', () => {
  test.each<Case>([
    { name: 'nothing', resources: [], keyArn: OLD, want: nothing },
    {
      name: 'the namespace, three windows, and the generation that the namespace is on',
      resources: stackResources(3),
      keyArn: OLD,
      want: { namespaceLogicalId: 'Namespace', windows: 3, generation: 1 },
    },
    {
      name: 'another namespace',
      resources: [namespace('lakehouse'), namespace(undefined)],
      want: nothing,
    },
    {
      name: 'a resource of another type that has the name of the namespace',
      resources: [{ ...namespace('warehouse'), type: 'AWS::RedshiftServerless::Workgroup' }],
      want: nothing,
    },
    {
      name: 'windows of another identity, and one without a physical id',
      resources: [
        window(PHYSICAL_ID), window('warehouse'), window(`${PHYSICAL_ID}|namespaceId=1`), window('lakehouse'),
        window(undefined),
      ],
      want: { ...nothing, windows: 1 },
    },
    {
      name: 'windows of the identity that is requested',
      request: { createdWith: undefined, namespaceId: 'abc-1' },
      resources: [window(PHYSICAL_ID), window('warehouse|namespaceId=abc-1')],
      want: { ...nothing, windows: 1 },
    },
    {
      name: 'a custom resource of another type that has the identity',
      resources: [{ ...window(PHYSICAL_ID), type: 'Custom::Other' }],
      want: nothing,
    },
  ])('$name', ({ request: over, resources, keyArn, want }) => {
    expect(holdingOf(request(over), resources, keyArn)).toEqual(want);
  });
});

describe('the key generation', () => {
  test.each<Case>([
    {
      name: 'of two digits',
      resources: [key('NamespaceKeyGeneration12A1B2C3D4')],
      keyArn: OLD,
      want: { ...nothing, generation: 12 },
    },
    {
      name: 'the one that the namespace is on, not the newest',
      resources: [key('NamespaceKeyGeneration2A1B2C3D4', 'new'), key('NamespaceKeyGeneration1A1B2C3D4')],
      keyArn: OLD,
      want: { ...nothing, generation: 1 },
    },
    {
      name: 'none: the namespace is on an AWS-owned key',
      resources: [key('NamespaceKeyGeneration1A1B2C3D4'), keyWithoutId],
      keyArn: undefined,
      want: nothing,
    },
    {
      name: 'none: the namespace is on a key that the stack does not hold',
      resources: [key('NamespaceKeyGeneration1A1B2C3D4')],
      keyArn: NEW,
      want: nothing,
    },
    {
      name: 'none: a key of the stack that is no generation',
      resources: [key('KeyA1B2C3D4')],
      keyArn: OLD,
      want: nothing,
    },
    {
      name: 'none: the logical id goes on after the digits of the CDK',
      resources: [key('NamespaceKeyGeneration1A1B2C3D4Other')],
      keyArn: OLD,
      want: nothing,
    },
    {
      name: 'none: something else has the id of the key',
      resources: [{ ...key('NamespaceKeyGeneration1A1B2C3D4'), type: 'AWS::KMS::ReplicaKey' }],
      keyArn: OLD,
      want: nothing,
    },
    {
      name: 'none: an alias is no key',
      resources: [key('NamespaceKeyGeneration1A1B2C3D4')],
      keyArn: CREATED_WITH,
      want: nothing,
    },
  ])('$name', ({ resources, keyArn, want }) => expect(holdingOf(request(), resources, keyArn)).toEqual(want));
});

describe('a resource is held', () => {
  test.each([
    'CREATE_COMPLETE', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', 'UPDATE_FAILED', 'UPDATE_ROLLBACK_COMPLETE',
    'UPDATE_ROLLBACK_FAILED', 'DELETE_FAILED', 'IMPORT_COMPLETE',
  ])('in %s', (each) => {
    const resources = stackResources(2).map((resource) => ({ ...resource, status: each }));
    expect(holdingOf(request(), resources, OLD)).toEqual(holds({ windows: 2 }));
  });

  test.each([
    'CREATE_IN_PROGRESS', 'CREATE_FAILED', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE', 'DELETE_SKIPPED',
  ])('not in %s', (each) => {
    const resources = stackResources(2).map((resource) => ({ ...resource, status: each }));
    expect(holdingOf(request(), resources, OLD)).toEqual(nothing);
  });
});
