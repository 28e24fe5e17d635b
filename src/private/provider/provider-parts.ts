import type { aws_lambda as lambda, aws_stepfunctions as sfn } from 'aws-cdk-lib';

/** What a KeyChangeProvider has created, as far as its safety rests on it. */
export interface ProviderParts {
  readonly function: lambda.CfnFunction;
  readonly events: lambda.CfnEventInvokeConfig;
  readonly waiter: sfn.CfnStateMachine;
  /** with its tokens */
  readonly definition: string;
}
