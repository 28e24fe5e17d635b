import { App } from 'aws-cdk-lib';
import { WarehouseStack } from './warehouse-stack';

const app = new App();
new WarehouseStack(app, 'Warehouse', {
  keyGeneration: Number(app.node.tryGetContext('keyGeneration') ?? 1),
});
app.synth();
