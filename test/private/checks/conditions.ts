import { CfnCondition, Fn, type Stack } from 'aws-cdk-lib';

/** A condition of a template. */
export const newCondition = (stack: Stack, id = 'InProd'): CfnCondition =>
  new CfnCondition(stack, id, { expression: Fn.conditionEquals(Fn.ref('AWS::Region'), 'eu-west-1') });
