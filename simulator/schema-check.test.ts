import { checkRequest, checkResponse } from './schema-check';

describe('the schemas of the SDK', () => {
  interface Case {
    readonly name: string;
    readonly service: string;
    readonly operation: string;
    readonly input: Record<string, unknown>;
    readonly want: string;
  }
  test.each<Case>([
    {
      name: 'a string for a boolean',
      service: 'redshift-serverless',
      operation: 'UpdateNamespace',
      input: { namespaceName: 'x', manageAdminPassword: 'true' },
      want: 'STRING_VALUE can not be converted to a Boolean',
    },
    {
      name: 'a string for a list',
      service: 'redshift-serverless',
      operation: 'UpdateNamespace',
      input: { namespaceName: 'x', iamRoles: 'role' },
      want: 'STRING_VALUE can not be converted to a list',
    },
    {
      name: 'a number in a list',
      service: 'redshift-serverless',
      operation: 'UpdateNamespace',
      input: { namespaceName: 'x', iamRoles: [1] },
      want: "at 'iamRoles[0]'",
    },
    {
      name: 'another member of a tag',
      service: 'redshift-serverless',
      operation: 'CreateNamespace',
      input: { namespaceName: 'x', tags: [{ Key: 'a' }] },
      want: 'tags[0]',
    },
    {
      name: 'a missing member',
      service: 'states',
      operation: 'StartExecution',
      input: {},
      want: "Value null at 'stateMachineArn'",
    },
    {
      name: 'an unknown member',
      service: 'kms',
      operation: 'DescribeKey',
      input: { KeyId: 'x', keyId: 'x' },
      want: "Unknown member 'keyId'",
    },
  ])('refuse $name', ({ service, operation, input, want }) => {
    expect(() => checkRequest(service, operation, input)).toThrow(want);
  });

  test('fail for a response that the service cannot return', () => {
    expect(() => checkResponse('redshift-serverless', 'GetNamespace', { namespace: { status: 1 } }))
      .toThrow('namespace.status: type');
    expect(() => checkResponse('kms', 'DescribeKey', { KeyMetadata: { KeyId: 'x', State: 'y' } }))
      .toThrow('KeyMetadata.State: unknown');
    expect(() => checkResponse('states', 'StartExecution', { executionArn: 'x' })).toThrow('startDate: missing');
  });
});
