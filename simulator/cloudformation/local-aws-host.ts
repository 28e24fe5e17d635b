import type { LocalAws } from '../local-aws';
import type { PolicyDocument } from '../services/iam-policy';
import { ServiceError } from '../types';
import { CloudFormation } from './cloudformation';
import type { Json, StackHost } from './host';
import type { CloudFormationOptions } from './options';

/** CloudFormation in a simulated account. DescribeStacks and ListStackResources return its stacks. */
export function localCloudFormation(aws: LocalAws, options?: CloudFormationOptions): CloudFormation {
  const cloudFormation = new CloudFormation(localAwsHost(aws), options);
  aws.cloudFormation.stackStatus = (stack) => cloudFormation.statusOf(stack);
  aws.cloudFormation.stackEvents = (stack) => cloudFormation.eventsOf(stack);
  aws.cloudFormation.stackResources = (stack) => cloudFormation.resourcesOf(stack);
  return cloudFormation;
}

/** The simulated account as the host of CloudFormation. */
export function localAwsHost(aws: LocalAws): StackHost {
  const functionArn = (name: string) => `arn:${aws.partition}:lambda:${aws.region}:${aws.account}:function:${name}`;
  const documents = (policies: Json) => policies as Readonly<Record<string, PolicyDocument>>;
  return {
    clock: aws.clock,
    account: aws.account,
    region: aws.region,
    iam: {
      putRole: (name, policies) => aws.iam.putRole(name, { policies: documents(policies) }),
      putRolePolicy: (role, name, document) => aws.iam.putRolePolicy(role, name, document as PolicyDocument),
      deleteRolePolicy: (role, name) => aws.iam.deleteRolePolicy(role, name),
      deleteRole: (name) => aws.iam.deleteRole(name),
    },
    lambda: {
      createFunction: (spec) => aws.lambda.createFunction(spec),
      updateFunction: (name, change) => {
        const current = aws.lambda.function(functionArn(name));
        if (!current) {
          throw new ServiceError('ResourceNotFoundException', `Function not found: ${functionArn(name)}`, 404);
        }
        aws.lambda.updateFunction({ ...current, ...change });
      },
      deleteFunction: (name) => aws.lambda.deleteFunction(functionArn(name)),
      invokeAsync: (arn, payload) => aws.lambda.invokeAsync(arn, payload),
    },
    stepFunctions: {
      createStateMachine: (spec) => aws.stepFunctions.createStateMachine(spec),
      updateStateMachine: (_arn, spec) => aws.stepFunctions.updateStateMachine(spec),
      deleteStateMachine: (arn) => aws.stepFunctions.deleteStateMachine(arn),
    },
    call: (caller, service, operation, input) => aws.call(caller, service, operation, input),
    openResponse: (handler) => aws.openResponse((body) => handler(body)),
  };
}
