import { App } from 'aws-cdk-lib';
import { WarehouseStack } from './warehouse-stack';

const app = new App();
const account = process.env.CDK_DEFAULT_ACCOUNT;
const region = process.env.CDK_DEFAULT_REGION;
new WarehouseStack(app, 'BringYourOwnKey', {
  ...(account && region ? { env: { account, region } } : {}),
  keyId: textFromContext(app, 'keyId'),
  alarmEmail: textFromContext(app, 'alarmEmail'),
});
app.synth();

function textFromContext(scope: App, name: string): string {
  const value: unknown = scope.node.tryGetContext(name);
  if (typeof value === 'string' && value !== '') { return value; }
  throw new Error(`the context value '${name}' must be given, got: ${JSON.stringify(value)}; add -c ${name}=…`);
}
