import { App } from 'aws-cdk-lib';
import { WarehouseStack } from './warehouse-stack';

/** Raise this number and deploy to change the KMS key. */
const KEY_GENERATION = 1;

const app = new App();
new WarehouseStack(app, 'RestrictedKeyPolicy', { keyGeneration: KEY_GENERATION });
app.synth();
