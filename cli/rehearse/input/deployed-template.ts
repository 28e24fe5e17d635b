import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { CannotRehearse } from './cannot-rehearse';
import type { Json } from './read-json';
import { parseTemplate } from './template-text';

/** A stack as it is deployed. */
export interface DeployedStack {
  readonly template: Json;
  /** values of its parameters, without those that NoEcho hides */
  readonly parameters: Readonly<Record<string, string>>;
  readonly account?: string;
  readonly region?: string;
}

/** Reads a deployed stack with the credentials of whoever runs this. It calls GetTemplate and DescribeStacks. */
export async function readDeployed(stackName: string, region: string | undefined): Promise<DeployedStack> {
  const client = new CloudFormationClient({ maxAttempts: 3, ...(region !== undefined && { region }) });
  try {
    const { TemplateBody: body } = await client.send(
      new GetTemplateCommand({ StackName: stackName, TemplateStage: 'Original' }),
    );
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    const [, , , arnRegion, account] = (stack?.StackId ?? '').split(':');
    const parameters = (stack?.Parameters ?? []).flatMap(({ ParameterKey: name, ParameterValue: value }) =>
      name === undefined || value === undefined || /^\*+$/.test(value) ? [] : [[name, value] as const]);
    return {
      template: parseTemplate(body ?? '', `the deployed template of ${stackName}`),
      parameters: Object.fromEntries(parameters),
      ...(account !== undefined && /^\d{12}$/.test(account) && { account, region: arnRegion }),
    };
  } catch (error) {
    if (error instanceof CannotRehearse) { throw error; }
    const { name, message } = error as Error;
    throw new CannotRehearse(
      `the deployed stack ${stackName} cannot be read: ${name}: ${message}; check credentials, Region and name, `
        + 'or give --from a template file',
    );
  } finally {
    client.destroy();
  }
}
