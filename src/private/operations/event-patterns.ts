import { Stack, aws_events as events } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EVENT_DETAIL_TYPES, EVENT_SOURCE } from '../../contract';

export type KeyChangeEvent = keyof typeof EVENT_DETAIL_TYPES;

const SERVICE_SOURCE = 'aws.redshift-serverless';
const BY_CLOUDTRAIL = 'AWS API Call via CloudTrail';

/** An event of the function about one namespace. A bus may have events of other accounts and Regions, too. */
export function keyChangePattern(
  scope: Construct, event: KeyChangeEvent, namespaceName: string,
): events.EventPattern {
  const { account, region } = Stack.of(scope);
  return {
    source: [EVENT_SOURCE],
    detailType: [EVENT_DETAIL_TYPES[event]],
    account: [account],
    region: [region],
    detail: { namespaceName: [namespaceName] },
  };
}

/**
 * Events of the service itself. Their detail is not documented, so that nothing else can be matched.
 *
 * Source: "Amazon Redshift Serverless events", Amazon EventBridge Events Reference.
 */
export const servicePattern = (): events.EventPattern => ({
  source: [SERVICE_SOURCE],
  detailType: events.Match.anythingBut(BY_CLOUDTRAIL),
});

/**
 * A call of UpdateNamespace, by whomever.
 *
 * Source: the same page, section "events delivered via AWS CloudTrail".
 */
export const updateNamespacePattern = (namespaceName: string): events.EventPattern => ({
  source: [SERVICE_SOURCE],
  detailType: [BY_CLOUDTRAIL],
  detail: {
    eventSource: ['redshift-serverless.amazonaws.com'],
    eventName: ['UpdateNamespace'],
    requestParameters: { namespaceName: [namespaceName] },
  },
});

/** A rule with the user's options, in the CDK's manner. */
export function addRule(
  scope: Construct, id: string, options: events.OnEventOptions, pattern: events.EventPattern,
): events.Rule {
  const { target, ...props } = options;
  const rule = new events.Rule(scope, id, props);
  rule.addEventPattern(pattern);
  rule.addTarget(target);
  return rule;
}
